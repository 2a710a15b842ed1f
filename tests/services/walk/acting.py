"""People send guides through the workflow, one act at a time."""

import itertools
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from cms.services.editorial import Rules
from cms.workflow import TRANSITIONS, Removal
from tests.services.walk.ground import GUIDES, SAID, SLUGS
from tests.services.walk.model import Written
from tests.services.walk.writing import Writing


class Acting(Writing):
    @initialize(
        required=st.sampled_from([1, 1, 1, 2, 0]),
        slugs=st.lists(st.sampled_from([*SLUGS, ""]), min_size=2, max_size=GUIDES),
        ahead=st.lists(st.sampled_from([3, 3, 1, 2, 5]), min_size=GUIDES, max_size=GUIDES),
    )
    def settle(self, required: int, slugs: list[str], ahead: list[int]) -> None:
        """Two or three guides, somewhere on their way to readers."""
        self.site_rules = Rules(required, second_look_days=7)
        for slug, steps in zip(slugs, ahead, strict=False):
            before = len(self.guides)
            self.begin(0, slug, "edit")
            if len(self.guides) > before:
                self.towards_readers(self.guides[-1], steps)

    def towards_readers(self, guide: Written, steps: int) -> None:
        """A few steps by whoever may."""
        for _ in range(steps):
            allowed = self.allowed(guide)
            ways = itertools.product(("publish", "approve", "submit"), range(len(self.people)))
            way = next((one for one in ways if one in allowed), None)
            if way is None:
                return
            action, who = way
            self.perform(guide, action, self.people[who], base=guide.newest)

    @rule(
        who=st.integers(0, 7),
        which=st.integers(0, GUIDES - 1),
        action=st.sampled_from(sorted({row.action for row in TRANSITIONS} - {"create", "edit", "restore"})),
        behind=st.sampled_from([0, 0, 0, 0, 0, 1, -1]),
    )
    def act(self, who: int, which: int, action: str, behind: int) -> None:
        guide = self.guide(which)
        self.perform(guide, action, self.people[who], base=guide.newest - behind)

    @rule(
        who=st.integers(0, 7),
        which=st.integers(0, GUIDES - 1),
        action=st.sampled_from(["request_removal", "confirm_removal", "takedown", "reinstate", "clear_debt"]),
        removal=st.sampled_from([*Removal, Removal.REDIRECT]),
        where=st.integers(-1, GUIDES - 1),
    )
    def leave(self, who: int, which: int, action: str, removal: Removal, where: int) -> None:
        """where: the guide that a redirect leads to; none at all when it is -1."""
        guide = self.guide(which)
        slug = "nowhere" if where < 0 else self.now.row("guide", self.guide(where).id).slug
        said = replace(SAID, removal=removal, target=slug)
        self.perform(guide, action, self.people[who], base=guide.newest, said=said)
