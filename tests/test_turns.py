"""Whose turn it is, by what turns have cost: no clock, no thread."""

import random
from collections import Counter

import pytest

from app.turns import Job, Turns

LEAD = 0.5


def played(turns: Turns, count: int, cost: float = 1.0) -> str:
    """Who had the next turns, each of which cost as much; everybody comes back for more."""
    had = ""
    for _ in range(count):
        job: Job = turns.next()
        had += job.client
        turns.charge(job, cost)
        turns.back(job)
    return had


def with_jobs(**counts: int) -> Turns:
    turns = Turns(LEAD)
    for client, count in counts.items():
        for _ in range(count):
            turns.come(Job(client))
    return turns


def test_clients_take_turns_however_much_each_asks() -> None:
    assert played(with_jobs(a=100, b=1, c=3), 9) == "abcabcabc"


def test_a_client_s_own_computations_take_turns() -> None:
    turns = with_jobs(a=3)
    had: list[Job] = []
    for _ in range(6):
        job = turns.next()
        had.append(job)
        turns.charge(job, 1.0)
        turns.back(job)
    assert had[:3] == had[3:]
    assert len(set(had)) == 3


@pytest.mark.parametrize("heavy", [1, 100])
def test_who_comes_is_next_and_light_ones_stay_so(heavy: int) -> None:
    turns = with_jobs(a=heavy)
    played(turns, 50)
    for _ in range(20):  # what is light costs a hundredth
        turns.come(Job("b"))
        job = turns.next()
        assert job.client == "b"
        turns.charge(job, 0.01)
        assert played(turns, 1) == "a"


def test_time_is_shared_in_equal_parts_whatever_turns_cost() -> None:
    turns, spent, chance = with_jobs(a=9, b=2, c=1), Counter[str](), random.Random(1)
    costs = {"a": 3.0, "b": 1.0, "c": 0.3}
    for _ in range(3000):
        job = turns.next()
        cost = costs[job.client] * chance.uniform(0.5, 1.5)
        spent[job.client] += cost
        turns.charge(job, cost)
        turns.back(job)
    assert max(spent.values()) - min(spent.values()) < 5.0


def test_new_computations_do_not_put_a_client_before_others() -> None:
    """Who asks again and again, each time for something else, gets no more than who asks once."""
    turns, spent = with_jobs(b=1), Counter[str]()
    for _ in range(100):
        turns.come(Job("a"))
        for _ in range(2):
            job = turns.next()
            spent[job.client] += 1
            turns.charge(job, 1.0)
            if job.client == "b":
                turns.back(job)
    assert abs(spent["a"] - spent["b"]) <= 2


def test_time_that_nobody_waited_for_costs_nothing() -> None:
    turns = with_jobs(a=1)
    turns.charge(turns.next(), 100.0)
    turns.come(Job("b"))
    turns.come(Job("a"))
    assert sorted(played(turns, 4)) == ["a", "a", "b", "b"]


def test_who_rested_saved_up_nothing() -> None:
    turns = with_jobs(a=1, b=1)
    resting = turns.next()
    turns.charge(resting, 1.0)
    played(turns, 50)
    turns.back(resting, rested=True)
    assert played(turns, 4) == "abab"


def own_turns(turns: Turns, job: Job, count: int) -> int:
    """How many of the next turns are a computation's."""
    had = 0
    for _ in range(count):
        now = turns.next()
        had += now is job
        turns.charge(now, 1.0)
        turns.back(now)
    return had


def test_of_a_client_s_own_what_comes_is_next_and_then_one_of_all() -> None:
    turns, new = with_jobs(a=3), Job("a")
    played(turns, 30)
    turns.come(new)
    assert own_turns(turns, new, 1) == 1
    assert own_turns(turns, new, 8) == 2


def test_of_a_client_s_own_what_rested_saved_up_nothing() -> None:
    turns = with_jobs(a=2)
    resting = turns.next()
    turns.charge(resting, 1.0)
    played(turns, 40)
    turns.back(resting, rested=True)
    assert own_turns(turns, resting, 10) in (5, 6)


def test_who_rested_until_its_client_was_forgotten_has_lost_nothing() -> None:
    turns, resting = with_jobs(b=1), Job("a")
    turns.come(resting)
    played(turns, 60)
    turns.leave(resting)
    played(turns, 100)
    turns.come(Job("another"))
    assert "a" not in turns._queues
    turns.back(resting, rested=True)
    new = Job("a")
    turns.come(new)
    assert own_turns(turns, resting, 24) in (3, 4, 5)


def test_of_a_client_so_many_are_under_way_and_the_others_follow_in_order() -> None:
    turns, jobs, other = Turns(LEAD), [Job("a", 2) for _ in range(5)], Job("b", 2)
    for job in (*jobs, other):
        turns.come(job)
    assert (len(turns), turns.waiting("a"), jobs[4] in turns) == (6, 5, True)
    assert [own_turns(turns, job, 8) for job in jobs] == [2, 2, 0, 0, 0]
    ending = turns.next()
    turns.charge(ending, 1.0)
    turns.end(ending)  # or rests
    turns.leave(jobs[3])
    assert [own_turns(turns, job, 4) > 0 for job in jobs[2:]] == [True, False, False]
    turns.back(ending, rested=True)
    turns.leave(ending)
    turns.leave(jobs[2])
    assert own_turns(turns, jobs[4], 4) > 0


def test_who_waits_is_known_and_who_is_gone_forgotten() -> None:
    turns = with_jobs(a=2)
    job = turns.next()
    assert turns.lengths() == {"a": 1}
    assert (job in turns, len(turns), turns.waiting("a"), turns.waiting("b")) == (False, 1, 1, 0)
    turns.charge(job, 1.0)
    turns.back(job)
    turns.leave(job)
    for number in range(1000):
        passing = Job(f"passing {number}")
        turns.come(passing)
        turns.leave(passing)
        played(turns, 1)
    assert len(turns._queues) < 5
    assert len(turns.clear()) == 1
    assert len(turns) == 0
