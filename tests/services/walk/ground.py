"""The people, how they do things, and the look at everything after each step."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis.stateful import RuleBasedStateMachine

from cms import clock, content
from cms.content import Document
from cms.errors import CrosswayError, PageEnded, StaleRevision, TransitionRefused
from cms.services import accounts, editorial
from cms.services.revising import Kept
from cms.store import guides
from cms.store.db import read_by_default, session, transaction
from cms.workflow import Actor, Inputs, Removal, Role, available
from tests.services.walk import moment, public, records
from tests.services.walk.model import Done, Text, Written, note
from tests.services.walk.moment import WORDS, Moment
from tests.services.walk.records import Step
from tests.support import people

if TYPE_CHECKING:
    from cms.web.parts import Parts
    from tests.support.sites import Site

GUIDES = 3
SLUGS = ("ash", "birch", "cedar", "dogwood")
KEY = "of-one-another"
SAID = Inputs(
    comment="Please name the source.", reason="Agreed.", change_note="What is new.", major=True, evidence="Seen."
)
ALWAYS: tuple[Callable[[Step], None], ...] = (
    records.nothing_is_rewritten,
    records.every_move_is_in_the_log,
    records.the_log_tells_what_is_public,
    public.only_what_took_a_number_changed,
    records.the_records_agree,
    public.each_path_is_one_thing,
    public.readers_see_nothing_else,
)


class Undo(Exception):
    pass


class Ground(RuleBasedStateMachine):
    """One database from empty to wherever the people get. succeeded: acts, over all walks on one database."""

    def __init__(self, site: "Site", succeeded: Counter[str]) -> None:
        super().__init__()
        self.succeeded = succeeded
        self._open = ExitStack()
        self.app = self._open.enter_context(site.fresh())
        read_by_default(True)
        self._open.callback(read_by_default, False)
        self.time = self._open.enter_context(time_machine.travel(clock.now()))
        self.client: FlaskClient = self.app.test_client()
        self.parts: Parts = self.app.extensions["crossway"]
        self.site_rules = self.parts.rules
        people.ensure()
        wren = accounts.add_person(email="wren@example.org", name="Wren", roles=list(Role), password_hash=None)
        keys = ("author", "second_author", "reviewer", "second_reviewer", "publisher", "managing_editor", "admin")
        self.people: list[Actor] = [*map(people.actor, keys), wren.actor()]
        self.guides: list[Written] = []
        self.begun = 0  # how many guides there ever were
        self.now = moment.look(self.client, Moment({}, {}))

    def teardown(self) -> None:
        self._open.close()

    # How people do things

    def guide(self, which: int) -> Written:
        return self.guides[which % len(self.guides)]

    def attempt(self, act: Callable[[], object]) -> object:
        """What came of it: what the act returned, or the refusal that it raised."""
        try:
            return act()
        except CrosswayError as refusal:
            return refusal

    def perform(self, guide: Written, action: str, actor: Actor, *, base: int, said: Inputs = SAID) -> None:
        standing = self.standing(guide, actor)
        assert standing.facts.contributors == guide.hands, "K"
        offered = any(offer.action == action and offer.allowed for offer in standing.offers)
        said = replace(said, now=clock.now(), due=clock.now() + timedelta(hours=2), zone="Europe/Berlin")
        if action == "confirm_removal" and guide.asked:
            said = replace(said, removal=None, target=None)  # the request says it
        if action == "assign":
            said = replace(said, target=self.people[0].id)
        came_of = self.attempt(partial(self.performed, guide, action, actor, base, said))
        done = not isinstance(came_of, CrosswayError)
        current = base == guide.newest and self.is_possible(guide, action, said)
        assert done == (offered and current), f"{action} was {'offered' if offered else 'refused'}, yet {came_of!r}"
        if done and action == "purge":
            self.guides.remove(guide)
        elif done:
            self.note_act(guide, action, actor, said)
        self.check(action, came_of, actor)

    def performed(self, guide: Written, action: str, actor: Actor, base: int, said: Inputs = SAID) -> object:
        return editorial.perform(
            guide.id, action, base=base, actor=actor, renderer=self.parts.renderer, rules=self.site_rules, inputs=said
        )

    def is_possible(self, guide: Written, action: str, said: Inputs) -> bool:
        """What no offer can know before it is said: which removal, and to where."""
        if action == "takedown":
            return said.removal in (Removal.WITHDRAWN, Removal.GONE)
        if action == "request_removal":
            return said.removal is not None and (
                said.removal is not Removal.REDIRECT or self.target(guide, said) is not None
            )
        return True

    def readable(self) -> list[Written]:
        return [one for one in self.guides if one.live and not one.left]

    def target(self, guide: Written, said: Inputs) -> Written | None:
        """The live guide, and another one, that is or was at this address."""
        found = (one for one in self.readable() if said.target in {one.slug, *one.earlier})
        return next((one for one in found if one is not guide), None)

    def standing(self, guide: Written, actor: Actor) -> editorial.Standing:
        """What the guide's page would show this person."""
        found = guides.find(guide.id)
        standing = editorial.standing(found, guides.revision(guide.id, found.newest), actor, self.site_rules)
        session().rollback()
        return standing

    def allowed(self, guide: Written) -> set[tuple[str, int]]:
        """Which acts are open to whom."""
        facts = self.standing(guide, self.people[0]).facts
        return {
            (offer.action, who)
            for who, actor in enumerate(self.people)
            for offer in available(facts, actor)
            if offer.allowed
        }

    def changed(self, guide: Written, text: Document, change: str) -> Document:
        """change: an address, a word for the summary, or what else becomes of the text."""
        document: Document = dict(text)
        if change in SLUGS:
            document["slug"] = change
        elif change in WORDS:
            document["summary"] = f"Of {change}{guide.place % 10}."
        elif change == "alone":
            document.pop("translation_key", None)
        elif change == "together":
            document["translation_key"] = KEY
        elif change == "empty":
            document.pop("overview", None)
        return document

    # What the model makes of it

    def note_revision(self, guide: Written, kept: Kept, actor: Actor) -> bool:
        """Whether it was an autosave that goes on with a sitting."""
        found = guides.revision(guide.id, guide.newest + 1)
        assert found.number == kept.revision.number, "a number was given twice, or left out"
        return guide.add(Text(content.digest(found.document), actor.id, found.cause, found.at))

    def note_act(self, guide: Written, action: str, actor: Actor, said: Inputs) -> None:
        target = self.target(guide, said) if said.removal is Removal.REDIRECT else None
        newest = guides.revision(guide.id, guides.find(guide.id).newest)
        left, required = guide.left, self.site_rules.reviewers_required
        slug = newest.document.get("slug", "")
        note(guide, Done(action, actor, said, required, target.id if target else None, slug, newest.at))
        if left and not guide.left:
            self.succeeded[f"back from {left}"] += 1

    # What is always true

    def check(self, action: str, came_of: object, actor: Actor, *, silent: UUID | None = None) -> None:
        before, self.now = self.now, moment.look(self.client, self.now)
        if isinstance(came_of, CrosswayError):
            assert isinstance(came_of, TransitionRefused | StaleRevision | PageEnded), repr(came_of)
            assert self.now.tables == before.tables, f"{action} was refused, and yet something was written"
        else:
            self.succeeded[action] += 1
        step = Step(before, self.now, self.guides, actor, silent)
        for holds in ALWAYS:
            holds(step)
        for guide in self.guides:
            if before.tables["guide"].get(guide.id) != self.now.tables["guide"].get(guide.id):
                self.check_gates(guide)

    def check_gates(self, guide: Written) -> None:
        """14. The gate list is empty if and only if publishing would succeed: it is tried, and undone."""
        publisher = people.actor("publisher")
        gates = self.standing(guide, publisher).gates
        came_of: object = None

        def rehearse() -> None:
            nonlocal came_of
            with transaction():
                came_of = self.attempt(partial(self.performed, guide, "publish", publisher, guide.newest))
                raise Undo

        with pytest.raises(Undo):
            rehearse()
        assert (not gates) == (not isinstance(came_of, CrosswayError)), f"14: {gates}, yet {came_of!r}"
        assert all(gate.why and gate.who_can_clear for gate in gates)
