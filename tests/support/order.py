"""The order of a run that several processes share: what takes longest is begun first.

Left where it stands, a test of half a minute may be the last one, and the other processes wait for it with nothing to
do. Each process is given a run of neighbouring tests to begin with, and later takes from the end of another's; so each
of those runs is opened by its share of the long tests.
"""

from collections.abc import Sequence
from itertools import islice

# What takes longer than some five seconds, the longest first: a file, or a test in it.
LONG = (
    "tests/journeys/test_typed_in_a_browser.py",
    "tests/web/editor/test_in_a_browser.py::test_every_screen_is_free_of_barriers_and_quiet",
    "tests/web/editor/test_what_was_typed_comes_back.py",
    "tests/web/editor/test_states_of_saving.py",
    "tests/web/editor/test_the_same_document.py",
    "tests/services/test_random_walk.py",
    "tests/web/editor/test_keys_in_a_browser.py::test_no_state_of_the_screen_has_barriers",
    "tests/web/editor/test_payloads_in_a_browser.py",
    "tests/web/site/test_in_a_browser.py::test_public_pages_are_accessible_and_do_not_move",
    "tests/cli/test_readers.py::test_one_that_was_killed_is_started_again_and_whoever_comes_meanwhile_waits",
    "tests/web/editor/test_sums_in_a_browser.py::test_the_page_adds_up_as_the_server_does",
    "tests/web/editor/test_rows_in_a_browser.py::test_the_page_becomes_what_the_server_would_have_sent",
    "tests/web/editor/test_focus_in_a_browser.py",
    "tests/journeys/test_by_keys.py",
    "tests/cli/test_desk.py",
    "tests/cli/test_worker.py::test_make_run_keeps_one_worker_and_takes_it_along",
    "tests/worker/test_loop.py::test_a_duty_that_waits_for_the_database_lets_the_others_go_on",
    "tests/journeys/test_a_team_in_a_browser.py",
    "tests/web/editor/test_due.py::test_is_free_of_barriers",
    "tests/worker/test_processes.py::test_four_processes_do_every_job_once",
    "tests/web/editor/test_preview_pane.py::test_is_free_of_barriers_beside_the_form_and_on_a_phone",
    "tests/web/admin/test_in_a_browser.py",
    "tests/journeys/test_removal.py::test_the_screens_are_free_of_barriers",
    "tests/web/api/test_schemathesis.py",
    "tests/house/test_extending.py",
    "tests/services/test_faults.py::test_keeps_nothing_of_a_removal_or_a_return_that_breaks_off_anywhere",
    "tests/house/test_logs.py::test_goes_to_standard_error_alone",
    "tests/web/api/test_changes.py::test_readers_who_stop_and_resume_during_writing_end_with_what_is_public",
    "tests/web/site/test_plan.py::test_the_form_is_accessible_and_works_without_scripts",
)


def long_first(names: Sequence[str], processes: int) -> list[int]:
    """The numbers of the tests in the order to run them in. names: their node ids."""
    rank = {number: _rank(name) for number, name in enumerate(names)}
    long = sorted((number for number in rank if rank[number] < len(LONG)), key=lambda number: rank[number])
    short = iter([number for number in rank if rank[number] == len(LONG)])
    ordered: list[int] = []
    for process in range(processes):
        size = (len(names) - len(ordered)) // (processes - process)
        share = long[process::processes][:size]
        ordered += share
        ordered += islice(short, size - len(share))
    return ordered + sorted(rank.keys() - set(ordered))


def _rank(name: str) -> int:
    path = name.partition("[")[0]
    return next((place for place, long in enumerate(LONG) if f"{path}::".startswith(f"{long}::")), len(LONG))
