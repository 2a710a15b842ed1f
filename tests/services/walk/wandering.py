"""A handful of moves that are all allowed, evenly chosen: what is drawn one by one clings to small numbers, and hardly
ever leads through two publications of one guide.
"""

from dataclasses import replace
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import rule

from cms.services import editorial
from cms.workflow import PURGE_AFTER_DAYS, Inputs, Removal
from tests.services.walk.acting import Acting
from tests.services.walk.ground import SAID, SLUGS
from tests.services.walk.model import Written
from tests.services.walk.moment import WORDS
from tests.services.walk.waiting import Waiting

ONWARD = (
    "submit",
    "approve",
    "publish",
    "clear_debt",
    "clear_debt",
    "confirm_removal",
    "reinstate",
)  # the seldom ones, twice or thrice
OFTEN = (
    "assign",
    "set_review_by",
    "claim",
    "release",
    "discard",
    "recall",
    "request_changes",
    "request_removal",
    "schedule",
    "unschedule",
)  # else most of every walk


class Wandering(Acting, Waiting):
    @rule(seed=st.integers(0, 2**16))
    def wander(self, seed: int) -> None:
        here = (seed, len(self.now.tables["event"]), self.site_rules, [one.slug for one in self.guides])
        chance = Random(str(here))  # noqa: S311  # the same walks in every run
        for _ in range(6):
            throw = chance.random()
            if throw < (0.8 if self.nobody_came_back() else 0.2) and len(self.readable()) > 1:
                self.send_on(chance)
            elif throw < 0.3:
                self.sit_down(chance)
            elif throw < 0.4:
                self.plan_ahead(chance)
            elif throw < 0.44:
                self.throw_away(chance)
            else:
                self.wander_on(chance)

    def wander_on(self, chance: Random) -> None:
        guide = chance.choice(self.guides)
        allowed = self.allowed(guide)
        moves = sorted({action for action, _ in allowed} & (editorial.PERFORMED | {"edit"}) - {"restore"})
        moves = [one for one in moves if one not in OFTEN or chance.random() < 0.3]
        if not moves:
            return
        move = chance.choice([*moves, *(one for one in ONWARD if one in moves)])
        who = self.people[chance.choice(sorted(who for action, who in allowed if action == move))]
        if move == "edit":
            self.write(guide, who, chance.choice([*WORDS, *SLUGS]))
        else:
            said = self.of_removal(guide, chance.choice(self.guides), chance.choice(list(Removal)))
            self.perform(guide, move, who, base=guide.newest, said=said)

    def plan_ahead(self, chance: Random) -> None:
        """The way to a schedule, and, more often than not, its time."""
        guide = chance.choice(self.guides)
        for action in ("submit", "approve", "approve", "schedule"):
            if may := sorted(who for move, who in self.allowed(guide) if move == action):
                self.perform(guide, action, self.people[chance.choice(may)], base=guide.newest)
        if chance.random() < 0.8:
            self.wait(12)

    def throw_away(self, chance: Random) -> None:
        """A guide that readers never get, and that is deleted for good in the end."""
        self.begin(chance.choice([0, 1]), "", "edit")
        guide = self.guides[-1]
        for action, pause in (("discard", 24 * PURGE_AFTER_DAYS), ("purge", 0)):
            if may := sorted(who for move, who in self.allowed(guide) if move == action):
                self.perform(guide, action, self.people[chance.choice(may)], base=guide.newest)
                self.wait(pause)

    def sit_down(self, chance: Random) -> None:
        """A sitting, and the day after it: the worker has something to clear up."""
        guide = chance.choice(self.guides)
        writers = sorted(who for action, who in self.allowed(guide) if action == "edit")
        for word in chance.sample(WORDS, 3) if writers else ():
            self.autosave(guide, self.people[writers[0]], 0, word)
        self.wait(25)

    def of_removal(self, guide: Written, other: Written, kind: Removal) -> Inputs:
        """What belongs to a removal of that kind, if it is possible."""
        if kind is Removal.REDIRECT and (other is guide or other not in self.readable()):
            kind = Removal.GONE
        return replace(SAID, removal=kind, target=other.slug if kind is Removal.REDIRECT else None)

    def nobody_came_back(self) -> bool:
        return not self.succeeded["back from redirected"]

    def send_on(self, chance: Random) -> None:
        """A redirect, which takes two live guides and two people, so that chance alone hardly ever brings one about;
        half of them end at once, and all until one has; until then it is tried whenever it can be.
        """
        guide, other = chance.sample(self.readable(), 2)
        said = replace(SAID, removal=Removal.REDIRECT, target=chance.choice([other.slug, *sorted(other.earlier)]))
        ways = [
            "request_removal",
            "confirm_removal",
            *["reinstate"] * max(chance.randint(0, 1), self.nobody_came_back()),
        ]
        for action in ways:
            may = sorted(who for move, who in self.allowed(guide) if move == action)
            if may:
                self.perform(guide, action, self.people[chance.choice(may)], base=guide.newest, said=said)
