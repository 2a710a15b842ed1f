"""Whose turn it is."""

from cms.worker.turns import Turns


def test_two_at_once_are_enough_for_one_subject() -> None:
    turns = Turns(8)
    assert turns.busy(["a"]) == set()
    assert turns.busy(["a", "b", "a"]) == {"a"}


def test_one_that_took_long_has_one_until_it_is_quick_again() -> None:
    turns = Turns(8)
    turns.ended("a", 15)
    assert turns.busy(["b"]) == set()
    assert turns.busy(["a", "b"]) == {"a"}
    turns.ended("a", 0.1)
    assert turns.busy(["a", "b"]) == set()


def test_however_many_hang_half_of_the_threads_stay_free() -> None:
    turns, flying = Turns(8), ["good"]
    hanging = [f"hanging {number}" for number in range(20)]
    for subject in hanging:
        turns.ended(subject, 15)
    for subject in hanging:
        if subject not in turns.busy(flying):
            flying.append(subject)
    assert len(flying) == 5
    assert turns.busy(flying) == set(hanging)


def test_jobs_about_nobody_leave_half_of_the_threads() -> None:
    turns = Turns(8)
    turns.ended("", 15)
    assert turns.busy([""] * 3) == set()
    assert turns.busy([""] * 4) == {""}


def test_one_thread_is_enough_to_go_on() -> None:
    turns = Turns(1)
    turns.ended("a", 15)
    assert turns.busy([]) == set()
