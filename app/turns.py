"""Whose turn it is: clients take turns, and so do the computations of each."""

from typing import Any


class Job:
    """What takes turns: something of a client's that has used some of the thread's time."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.used = 0.0
        """Seconds of turns, counted from those of who had least of the client's own when this came."""


class _Queue:
    """Computations of one client that wait for a turn."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []
        self.used = 0.0
        """Seconds of turns of all, counted from those of the client who had least when this one came."""
        self.least = 0.0


class Turns:
    """Computations that wait for a turn. It goes to the client that has used least, and there to what has used least.

    Who comes begins as if it had used `lead` seconds less than who has had least: so what is light waits for one turn
    of somebody else, however many wait and however heavy they are, and a client with much to do waits behind its own.
    """

    def __init__(self, lead: float) -> None:
        self._lead = lead
        self._queues: dict[str, _Queue] = {}
        self._least = 0.0

    def __len__(self) -> int:
        return sum(len(queue.jobs) for queue in self._queues.values())

    def __contains__(self, job: Job) -> bool:
        return job.client in self._queues and job in self._queues[job.client].jobs

    def lengths(self) -> dict[str, int]:
        """How many wait, by client."""
        return {client: len(queue.jobs) for client, queue in self._queues.items() if queue.jobs}

    def waiting(self, client: str) -> int:
        """How many of a client wait."""
        return len(self._queues[client].jobs) if client in self._queues else 0

    def come(self, job: Job) -> None:
        """Take in what is new."""
        queue = self._queue(job.client)
        job.used = queue.least - self._lead
        queue.jobs.append(job)

    def back(self, job: Job, rested: bool = False) -> None:
        """Take in what has had turns before; while it rested it saved up nothing."""
        queue = self._queue(job.client)
        if rested:
            job.used = max(job.used, queue.least)
        if not queue.jobs:
            queue.least = max(queue.least, job.used)
        queue.jobs.append(job)

    def leave(self, job: Job) -> None:
        """Nobody waits for it any more."""
        self._queues[job.client].jobs.remove(job)

    def clear(self) -> list[Any]:
        """Everything that waits; it waits no more."""
        jobs = [job for queue in self._queues.values() for job in queue.jobs]
        self._queues.clear()
        return jobs

    def next(self) -> Any:
        """Take out whose turn it is."""
        queue = min((queue for queue in self._queues.values() if queue.jobs), key=lambda queue: queue.used)
        job: Job = min(queue.jobs, key=lambda job: job.used)
        queue.jobs.remove(job)
        self._least, queue.least = max(self._least, queue.used), max(queue.least, job.used)
        return job

    def charge(self, job: Job, seconds: float) -> None:
        """Count what a turn took; where nobody waited meanwhile, it was at nobody's cost."""
        queue = self._queue(job.client)
        job.used += seconds
        queue.used += seconds
        if not queue.jobs:
            queue.least = max(queue.least, job.used)
        if not any(queue.jobs for queue in self._queues.values()):
            self._least = max(self._least, queue.used)

    def _queue(self, client: str) -> _Queue:
        queue = self._queues.get(client)
        if queue is None:
            self._forget()
            queue = self._queues[client] = _Queue()
        queue.used = max(queue.used, self._least - self._lead)
        return queue

    def _forget(self) -> None:
        """Let go of clients who are as if they had never been there."""
        ahead = self._least - self._lead
        self._queues = {name: queue for name, queue in self._queues.items() if queue.jobs or queue.used > ahead}
