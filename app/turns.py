"""Whose turn it is: clients take turns, and so do the computations of each."""

import math
from collections import deque
from typing import Any


class Job:
    """What takes turns: something of a client's, of which at most so many are under way."""

    def __init__(self, client: str, most: float = math.inf) -> None:
        self.client, self.most = client, most
        self.used = 0.0
        """Seconds of turns, counted from those of who had least of the client's own when this came."""


class _Queue:
    """Computations of one client."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []
        """Those that wait for a turn."""
        self.under_way: set[Any] = set()
        """Those, and what has its turn."""
        self.later: deque[Any] = deque()
        """Those that wait until one of them ends."""
        self.used = 0.0
        """Seconds of turns of all, counted from those of the client who had least when this one came."""
        self.least = 0.0

    def __len__(self) -> int:
        return len(self.jobs) + len(self.later)

    def ended(self, job: Job, lead: float) -> None:
        """A computation is not under way any more; who waits for its place gets it."""
        self.under_way.discard(job)
        while self.later and len(self.under_way) < self.later[0].most:
            self.begin(self.later.popleft(), lead)

    def begin(self, job: Job, lead: float) -> None:
        """A computation is under way."""
        job.used = self.least - lead
        self.under_way.add(job)
        self.jobs.append(job)


class Turns:
    """Computations that wait for a turn. It goes to the client that has used least, and there to what has used least.

    Who comes begins as if it had used `lead` seconds less than who has had least: so what is light waits for one turn
    of somebody else, however many wait and however heavy they are, and a client with much to do waits behind its own.
    Of a client so many are under way at once as its jobs say: what is not yet begun takes no memory.
    """

    def __init__(self, lead: float) -> None:
        self._lead = lead
        self._queues: dict[str, _Queue] = {}
        self._least = 0.0

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    @property
    def any(self) -> bool:
        """Whether anybody waits for a turn."""
        return any(queue.jobs for queue in self._queues.values())

    def __contains__(self, job: Job) -> bool:
        queue = self._queues.get(job.client)
        return queue is not None and (job in queue.jobs or job in queue.later)

    def lengths(self) -> dict[str, int]:
        """How many wait, by client."""
        return {client: len(queue) for client, queue in self._queues.items() if len(queue)}

    def waiting(self, client: str) -> int:
        """How many of a client wait."""
        return len(self._queues[client]) if client in self._queues else 0

    def come(self, job: Job) -> None:
        """Take in what is new."""
        queue = self._queue(job.client)
        if len(queue.under_way) < job.most:
            queue.begin(job, self._lead)
        else:
            queue.later.append(job)

    def back(self, job: Job, rested: bool = False) -> None:
        """Take in what has had turns before; while it rested it saved up nothing."""
        queue = self._queue(job.client)
        if rested:
            job.used = max(job.used, queue.least)
        if not queue.jobs:
            queue.least = max(queue.least, job.used)
        queue.under_way.add(job)
        queue.jobs.append(job)

    def leave(self, job: Job) -> None:
        """Nobody waits any more for what waits for a turn."""
        queue = self._queues[job.client]
        (queue.later if job in queue.later else queue.jobs).remove(job)
        queue.ended(job, self._lead)

    def end(self, job: Job) -> None:
        """What had a turn has ended, or rests until it is back."""
        self._queue(job.client).ended(job, self._lead)

    def clear(self) -> list[Any]:
        """Everything that waits; it waits no more."""
        jobs = [job for queue in self._queues.values() for job in (*queue.jobs, *queue.later)]
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
        if not self.any:
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
        self._queues = {name: queue for name, queue in self._queues.items() if queue.under_way or queue.used > ahead}
