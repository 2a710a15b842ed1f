"""Random people do random things to a few guides, and what is always true stays true.

After every step the whole database and every public answer are looked at. What is expected comes from a small model
of who wrote what and who approved it, and from nothing that the product worked out for itself. The numbers are those of
the list “Always true” in the description of the workflow. A few walks in every run, and more where these did not lead
everywhere; CMS_SOAK=1 takes a hundred.
"""

import os
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.walk.wandering import Wandering

if TYPE_CHECKING:
    from tests.support.sites import Site

EVERYWHERE = {
    "create", "edit", "autosave", "coalesced", "let go", "submit", "approve", "publish", "force_publish", "clear_debt",
    "request_removal", "confirm_removal", "takedown", "reinstate", "reaffirm", "back from redirected",
    "schedule", "published by itself", "purge",
}  # fmt: skip
WALKS = (100,) if os.environ.get("CMS_SOAK") or os.environ.get("CMS_TEST_EXPLORE") else (4, 12)


def test_keeps_what_is_always_true_whatever_people_do(site: "Site") -> None:
    succeeded: Counter[str] = Counter()

    class Walk(Wandering):
        def __init__(self) -> None:
            super().__init__(site, succeeded)

    for number in WALKS:
        walks = settings(
            max_examples=number, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        )
        run_state_machine_as_test(Walk, settings=walks)
        reached = {act for act, times in succeeded.items() if times}
        if reached >= EVERYWHERE:
            break
    assert reached >= EVERYWHERE, f"the walks never got as far as {EVERYWHERE - reached}"
