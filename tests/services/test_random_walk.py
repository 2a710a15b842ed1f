"""Random people do random things to a few guides, and what is always true stays true.

After every step the whole database and every public answer are looked at. What is expected comes from a small model
of who wrote what and who approved it, kept here, and from nothing that the product worked out for itself. The numbers
are those of the list “Always true” in the description of the workflow.
"""

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from cms import content
from cms.content import Document
from cms.errors import CrosswayError, NotFound, StaleRevision, TransitionRefused
from cms.services import accounts, drafting, editorial
from cms.services.drafting import Kept
from cms.services.editorial import Rules
from cms.store import guides
from cms.store.db import Base, read_by_default, session, transaction
from cms.workflow import TRANSITIONS, Actor, Inputs, PublicStatus, Removal, Role, State, available
from tests.factories import a_short_document
from tests.support import people
from tests.support.clients import ORIGIN

if TYPE_CHECKING:
    from cms.web.parts import Parts
    from tests.support.sites import Site

GUIDES = 3
SLUGS = ("ash", "birch", "cedar", "dogwood")
WORDS = ("kestrel", "plover", "wagtail", "wheatear")
LANGUAGES = ("en", "de", "en")  # the first two guides are translations of one another
KEY = "of-one-another"
SETTING = "CMS_REVIEWERS_REQUIRED=0"
SAID = Inputs(
    comment="Please name the source.", reason="Agreed.", change_note="What is new.", major=True, evidence="Seen."
)
PUBLISHING = ("publish", "force_publish")
ONWARD = ("submit", "approve", "publish", "clear_debt", "confirm_removal", "reinstate")  # the seldom ones, twice
OFTEN = ("discard", "recall", "reaffirm", "request_changes", "request_removal", "takedown")  # else most of every walk
LEFT = {"withdrawn": "withdrawn", "redirect": "redirected", "gone": "gone"}
CANARY = re.compile(rf"(?:{'|'.join(WORDS)})[0-9]")

Row = Any
Answer = tuple[int, str | None, str | None, bytes]  # status, ETag, Location, body


@dataclass(frozen=True)
class Moment:
    """Everything there is at one moment: every row by its key, and every public answer by its path."""

    tables: dict[str, dict[Any, Row]]
    answers: dict[str, Answer]

    def of(self, table: str, guide_id: UUID) -> list[Row]:
        rows = [row for row in self.tables[table].values() if row.guide_id == guide_id]
        return sorted(rows, key=lambda row: getattr(row, "number", 0))

    def new(self, table: str, before: "Moment") -> list[Row]:
        return [row for key, row in self.tables[table].items() if key not in before.tables[table]]

    @property
    def live(self) -> list[Row]:
        return [row for row in self.tables["publication"].values() if row.ended_at is None]

    @property
    def clock(self) -> Row:
        [row] = self.tables["public_clock"].values()
        return row


@dataclass
class Written:
    """What the model knows of a guide: who made which text out of which, how far others have looked at it, and what
    the people of the open review have said.
    """

    id: UUID
    texts: list[str] = field(default_factory=list)  # digest by revision number - 1
    authors: list[str] = field(default_factory=list)
    seen: int = 0  # number of the last revision that somebody else has approved in public
    live: int = 0  # number of the live revision
    pinned: int = 0
    submitter: str = ""
    required: int = 0
    approvals: set[str] = field(default_factory=set)
    forced_by: str = ""
    forced_hands: frozenset[str] = frozenset()
    asked: tuple[str, str, UUID | None] | None = None  # what was asked for, by whom, and the target of a redirect
    left: str = ""  # how it left: its public status
    target: UUID | None = None  # where its readers are sent
    taken_down_by: str = ""
    slug: str = ""  # where readers find it now
    earlier: set[str] = field(default_factory=set)  # where they once did

    @property
    def hands(self) -> frozenset[str]:
        """K: whoever changed anything that nobody else has looked at yet, and the submitter."""
        found = {self.submitter} - {""}
        for number in range(self.seen + 1, len(self.texts) + 1):
            before = self.texts[number - 2] if number > 1 else None
            if self.texts[number - 1] != before:
                found.add(self.authors[number - 1])
        return frozenset(found)

    def leave_review(self) -> None:
        self.pinned, self.submitter, self.approvals = 0, "", set()


class Walk(RuleBasedStateMachine):
    """One database from empty to wherever the people get."""

    succeeded: Counter[str]  # acts, over all walks on one database

    def __init__(self, site: "Site", succeeded: Counter[str]) -> None:
        super().__init__()
        self.succeeded = succeeded
        self._open = ExitStack()
        self.app = self._open.enter_context(site.fresh())
        read_by_default(True)
        self._open.callback(read_by_default, False)
        self.client: FlaskClient = self.app.test_client()
        self.parts: Parts = self.app.extensions["crossway"]
        self.site_rules = self.parts.rules
        people.ensure()
        wren = accounts.add_person(email="wren@example.org", name="Wren", roles=list(Role), password_hash=None)
        keys = ("author", "second_author", "reviewer", "second_reviewer", "publisher", "managing_editor", "admin")
        self.people: list[Actor] = [*map(people.actor, keys), wren.actor()]
        self.guides: list[Written] = []
        self.now = Moment({}, {})
        self.now = self.look()

    def teardown(self) -> None:
        self._open.close()

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

    # What people do

    @precondition(lambda self: len(self.guides) < GUIDES)
    @rule(who=st.integers(0, 7), slug=st.sampled_from([*SLUGS, ""]), cause=st.sampled_from(["edit", "import"]))
    def start(self, who: int, slug: str, cause: str) -> None:
        self.begin(who, slug, cause)

    def begin(self, who: int, slug: str, cause: str) -> None:
        """A guide about a route of its own."""
        index = len(self.guides)
        document = a_short_document(
            language=LANGUAGES[index],
            translation_key=KEY,
            to_role={"slug": f"planner-{index}", "label": f"Planner {index}"},
            summary=f"Of {WORDS[0]}{index}.",
        )
        if slug:
            document["slug"] = slug
        else:
            del document["slug"]
        actor = self.people[who]
        came_of = self.attempt(lambda: drafting.create_guide(document, actor=actor, cause=cause))
        if isinstance(came_of, Kept):
            self.guides.append(Written(came_of.guide.id))
            self.note_revision(self.guides[-1], actor)
        self.check("create", came_of, actor)

    @rule(
        who=st.sampled_from([0, 0, 1, 1, 7, 2, 5]),
        which=st.integers(0, GUIDES - 1),
        change=st.sampled_from([*SLUGS, *WORDS, *WORDS, "alone", "together", "empty", "same"]),
        behind=st.sampled_from([0, 0, 0, 0, 1, 2, -1]),
        cause=st.sampled_from(["edit", "import"]),
    )
    def save(self, who: int, which: int, change: str, behind: int, cause: str) -> None:
        guide = self.guides[which % len(self.guides)]
        self.write(guide, self.people[who], change, base=max(1, len(guide.texts) - behind), cause=cause)

    @rule(
        who=st.integers(0, 7),
        which=st.integers(0, GUIDES - 1),
        action=st.sampled_from(sorted({row.action for row in TRANSITIONS} - {"create", "edit", "restore"})),
        behind=st.sampled_from([0, 0, 0, 0, 0, 1, -1]),
    )
    def act(self, who: int, which: int, action: str, behind: int) -> None:
        guide = self.guides[which % len(self.guides)]
        self.perform(guide, action, self.people[who], base=len(guide.texts) - behind)

    @rule(
        who=st.integers(0, 7),
        which=st.integers(0, GUIDES - 1),
        action=st.sampled_from(["request_removal", "confirm_removal", "takedown", "reinstate", "clear_debt"]),
        removal=st.sampled_from([*Removal, Removal.REDIRECT]),
        where=st.integers(-1, GUIDES - 1),
    )
    def leave(self, who: int, which: int, action: str, removal: Removal, where: int) -> None:
        """where: the guide that a redirect leads to; none at all when it is -1."""
        guide = self.guides[which % len(self.guides)]
        other = self.guides[where % len(self.guides)]
        slug = "nowhere" if where < 0 else self.row("guide", other.id).slug
        said = replace(SAID, removal=removal, target=slug)
        self.perform(guide, action, self.people[who], base=len(guide.texts), said=said)

    @rule(
        who=st.integers(0, 7),
        which=st.integers(0, GUIDES - 1),
        back=st.integers(-1, 3),
        behind=st.sampled_from([0, 0, 0, 1]),
    )
    def restore(self, who: int, which: int, back: int, behind: int) -> None:
        guide, actor = self.guides[which % len(self.guides)], self.people[who]
        newest = len(guide.texts)
        came_of = self.attempt(
            lambda: drafting.restore_revision(guide.id, newest - back, base=newest - behind, actor=actor)
        )
        if isinstance(came_of, Kept) and came_of.changed:
            assert behind == 0, "12: a stale restore won"
            assert came_of.revision.digest == guide.texts[newest - back - 1]
            self.note_revision(guide, actor)
        if not isinstance(came_of, NotFound):
            self.check("restore", came_of, actor)

    @rule(seed=st.integers(0, 2**16))
    def wander(self, seed: int) -> None:
        """A handful of moves that are all allowed, evenly chosen: what is drawn one by one clings to small numbers, and
        hardly ever leads through two publications of one guide.
        """
        here = (seed, len(self.now.tables["event"]), self.site_rules, [one.slug for one in self.guides])
        chance = Random(str(here))  # noqa: S311  # the same walks in every run
        for _ in range(6):
            if len(self.readable()) > 1 and chance.random() < 0.2:
                self.send_on(chance)
                continue
            guide = chance.choice(self.guides)
            allowed = self.allowed(guide)
            moves = sorted({action for action, _ in allowed} & (editorial.PERFORMED | {"edit"}) - {"restore"})
            moves = [one for one in moves if one not in OFTEN or chance.random() < 0.3]
            if not moves:
                continue
            move = chance.choice([*moves, *(one for one in ONWARD if one in moves)])
            who = self.people[chance.choice(sorted(who for action, who in allowed if action == move))]
            if move == "edit":
                self.write(guide, who, chance.choice([*WORDS, *SLUGS]), base=len(guide.texts), cause="edit")
            else:
                said = self.of_removal(guide, chance.choice(self.guides), chance.choice(list(Removal)))
                self.perform(guide, move, who, base=len(guide.texts), said=said)

    def send_on(self, chance: Random) -> None:
        """A redirect, which takes two live guides and two people, so that chance alone hardly ever brings one about."""
        guide, other = chance.sample(self.readable(), 2)
        said = replace(SAID, removal=Removal.REDIRECT, target=chance.choice([other.slug, *sorted(other.earlier)]))
        for action in ("request_removal", "confirm_removal"):
            may = sorted(who for move, who in self.allowed(guide) if move == action)
            if may:
                self.perform(guide, action, self.people[chance.choice(may)], base=len(guide.texts), said=said)

    # How they do it

    def readable(self) -> list[Written]:
        return [one for one in self.guides if one.live and not one.left]

    def of_removal(self, guide: Written, other: Written, kind: Removal) -> Inputs:
        """What belongs to a removal of that kind, if it is possible."""
        if kind is Removal.REDIRECT and (other is guide or other not in self.readable()):
            kind = Removal.GONE
        return replace(SAID, removal=kind, target=other.slug if kind is Removal.REDIRECT else None)

    def towards_readers(self, guide: Written, steps: int) -> None:
        """A few steps by whoever may."""
        for _ in range(steps):
            allowed = self.allowed(guide)
            ways = itertools.product(("publish", "approve", "submit"), range(len(self.people)))
            way = next((one for one in ways if one in allowed), None)
            if way is None:
                return
            action, who = way
            self.perform(guide, action, self.people[who], base=len(guide.texts))

    def attempt(self, act: Callable[[], object]) -> object:
        """What came of it: what the act returned, or the refusal that it raised."""
        try:
            return act()
        except CrosswayError as refusal:
            return refusal

    def write(self, guide: Written, actor: Actor, change: str, *, base: int, cause: str) -> None:
        newest, was = len(guide.texts), self.row("guide", guide.id).state
        document = self.changed(guide, min(base, newest), change)
        came_of = self.attempt(
            lambda: drafting.save_draft(guide.id, document, base=base, actor=actor, cause=cause),
        )
        if isinstance(came_of, Kept) and came_of.changed:
            assert base == newest or self.nothing_is_lost(guide, base, document, came_of), "12: a stale save won"
            assert was not in ("in_review", "approved"), "the text was frozen"
            self.note_revision(guide, actor)
        self.check("edit", came_of, actor)

    def nothing_is_lost(self, guide: Written, base: int, mine: Document, kept: Kept) -> bool:
        """Whether a save on an older base says what each side changed, section by section."""
        was, theirs = (self.now.tables["revision"][guide.id, one].document for one in (base, len(guide.texts)))
        saved = kept.revision.document
        for name in {*was, *theirs, *mine}:
            before, became, wanted = was.get(name), theirs.get(name), mine.get(name)
            if before not in (became, wanted) and became != wanted:
                return False
            if saved.get(name) != (wanted if became == before else became):
                return False
        return base < len(guide.texts) and (theirs == was or kept.revision.cause == "merge")

    def perform(self, guide: Written, action: str, actor: Actor, *, base: int, said: Inputs = SAID) -> None:
        standing = self.standing(guide, actor)
        assert standing.facts.contributors == guide.hands, "K"
        offered = any(offer.action == action and offer.allowed for offer in standing.offers)
        if action == "confirm_removal" and guide.asked:
            said = replace(said, removal=None, target=None)  # the request says it
        came_of = self.attempt(partial(self.performed, guide, action, actor, base, said))
        done = not isinstance(came_of, CrosswayError)
        current = base == len(guide.texts) and self.is_possible(guide, action, said)
        assert done == (offered and current), f"{action} was {'offered' if offered else 'refused'}, yet {came_of!r}"
        if done:
            self.note_act(guide, action, actor, said)
        self.check(action, came_of, actor)

    def is_possible(self, guide: Written, action: str, said: Inputs) -> bool:
        """What no offer can know before it is said: which removal, and to where."""
        if action == "takedown":
            return said.removal in (Removal.WITHDRAWN, Removal.GONE)
        if action == "request_removal":
            return said.removal is not None and (
                said.removal is not Removal.REDIRECT or self.target(guide, said) is not None
            )
        return True

    def target(self, guide: Written, said: Inputs) -> Written | None:
        """The live guide, and another one, that is or was at this address."""
        found = (one for one in self.readable() if said.target in {one.slug, *one.earlier})
        return next((one for one in found if one is not guide), None)

    def performed(self, guide: Written, action: str, actor: Actor, base: int, said: Inputs = SAID) -> object:
        return editorial.perform(
            guide.id, action, base=base, actor=actor, renderer=self.parts.renderer, rules=self.site_rules, inputs=said
        )

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

    def changed(self, guide: Written, base: int, change: str) -> Document:
        document: Document = dict(self.now.tables["revision"][guide.id, base].document)
        index = self.guides.index(guide)
        if change in SLUGS:
            document["slug"] = change
        elif change in WORDS:
            document["summary"] = f"Of {change}{index}."
        elif change == "alone":
            document.pop("translation_key", None)
        elif change == "together":
            document["translation_key"] = KEY
        elif change == "empty":
            document.pop("overview", None)
        return document

    # What the model makes of it

    def note_revision(self, guide: Written, actor: Actor) -> None:
        found = guides.revision(guide.id, len(guide.texts) + 1)
        guide.texts.append(content.digest(found.document))
        guide.authors.append(actor.id)

    def note_act(self, guide: Written, action: str, actor: Actor, said: Inputs) -> None:
        newest = len(guide.texts)
        self.note_leaving(guide, action, actor, said)
        if action == "submit":
            guide.pinned, guide.submitter, guide.required = newest, actor.id, self.site_rules.reviewers_required
            guide.approvals = set()
        elif action == "approve":
            assert actor.id not in guide.hands, "4: an approval by somebody who had a hand in it"
            assert guide.texts[guide.pinned - 1] == guide.texts[-1]
            guide.approvals.add(actor.id)
        elif action == "publish":
            assert guide.texts[guide.pinned - 1] == guide.texts[-1], "3: not what was approved"
            assert not guide.approvals & guide.hands, "4: an approver has had a hand in it since"
            assert len(guide.approvals) >= guide.required, "3: too few approvals"
            guide.seen = newest if guide.required else guide.seen
            guide.forced_by = ""
        elif action == "force_publish":
            guide.forced_by, guide.forced_hands = actor.id, guide.hands
        elif action == "clear_debt" and not guide.left:
            assert actor.id not in {guide.forced_by, *guide.forced_hands}, "the second look was by the first"
            guide.seen, guide.forced_by = guide.live, ""
        elif action == "drop_changes" and guide.texts[-1] != guide.texts[guide.live - 1]:
            guide.texts.append(guide.texts[guide.live - 1])
            guide.authors.append(actor.id)
        if action in PUBLISHING:
            guide.live = newest
            guide.earlier |= {guide.slug} - {""}
            guide.slug = guides.revision(guide.id, newest).document["slug"]
        if action in (*PUBLISHING, "request_changes", "recall", "reopen", "drop_changes"):
            guide.leave_review()

    def note_leaving(self, guide: Written, action: str, actor: Actor, said: Inputs) -> None:
        if action == "request_removal":
            target = self.target(guide, said) if said.removal is Removal.REDIRECT else None
            guide.asked = str(said.removal), actor.id, target.id if target else None
        elif action == "confirm_removal":
            assert guide.asked
            kind, asker, target_id = guide.asked
            assert actor.id != asker, "one person alone has removed it"
            guide.left, guide.target, guide.asked = LEFT[kind], target_id, None
        elif action == "takedown":
            guide.left, guide.taken_down_by, guide.asked = LEFT[str(said.removal)], actor.id, None
        elif action == "clear_debt" and guide.left:
            assert guide.taken_down_by not in ("", actor.id), "the second look was by the first"
            guide.taken_down_by = ""
        elif action in (*PUBLISHING, "reinstate"):
            self.succeeded[f"back from {guide.left}"] += 1
            guide.left, guide.target, guide.taken_down_by = "", None, ""

    # What is always true

    def look(self) -> Moment:
        session().rollback()
        tables = {}
        for name in ("guide", "revision", "review", "decision", "event", "debt", "publication", "slug_claim",
                     "acknowledgement", "removal", "rendition", "term", "change", "public_clock"):  # fmt: skip
            table = Base.metadata.tables[name]
            keys = [column.name for column in table.primary_key]
            rows = session().execute(select(table)).all()
            tables[name] = {
                tuple(getattr(row, key) for key in keys) if len(keys) > 1 else getattr(row, keys[0]): row
                for row in rows
            }
        session().rollback()
        if tables == self.now.tables:
            return self.now
        known = {*tables["slug_claim"], *(row.slug for row in tables["guide"].values()), "elm"}
        paths = ["/", "/feed.json", *(f"/guides/{slug}{suffix}" for slug in sorted(known) for suffix in ("", ".json"))]
        return Moment(tables, {path: self.answer(path) for path in paths})

    def answer(self, path: str) -> Answer:
        found = self.client.get(path)
        return found.status_code, found.headers.get("ETag"), found.headers.get("Location"), found.data

    def check(self, action: str, came_of: object, actor: Actor) -> None:
        before, self.now = self.now, self.look()
        if isinstance(came_of, CrosswayError):
            assert isinstance(came_of, TransitionRefused | StaleRevision), repr(came_of)
            assert self.now.tables == before.tables, f"{action} was refused, and yet something was written"
        else:
            self.succeeded[action] += 1
        self.check_what_never_changes(before)
        self.check_the_log(before, actor)
        self.check_what_is_public(before)
        for guide in self.guides:
            self.check_guide(guide)
        self.check_addresses()
        self.check_readers_see_nothing_else()
        for guide in self.guides:
            if before.tables["guide"].get(guide.id) != self.now.tables["guide"].get(guide.id):
                self.check_gates(guide)

    def check_what_never_changes(self, before: Moment) -> None:
        """2. Revisions, decisions and events are never updated or deleted; nor is any other record, until it ends."""
        for table in ("revision", "decision", "event", "acknowledgement"):
            now = self.now.tables[table]
            assert all(key in now and now[key] == row for key, row in before.tables[table].items()), f"2: {table}"
        for table in ("guide", "review", "debt", "publication", "removal", "rendition", "change"):
            assert before.tables[table].keys() <= self.now.tables[table].keys()
        was, is_now = (
            {slug: row.guide_id for slug, row in moment.tables["slug_claim"].items() if row.public}
            for moment in (before, self.now)
        )
        assert was.items() <= is_now.items(), "an address changed hands"

    def check_the_log(self, before: Moment, actor: Actor) -> None:
        """9, 11, 15 and the chain of hashes."""
        added = self.now.new("event", before)
        moved = {
            row.id
            for key, row in self.now.tables["guide"].items()
            if (was := before.tables["guide"].get(key)) is None
            or (row.state, row.public_status, row.newest) != (was.state, was.public_status, was.newest)
        }
        assert moved <= {one.guide_id for one in added}, "11: a guide moved without an event"
        assert len(added) <= 1
        for one in added:
            chain = self.now.of("event", one.guide_id)
            last = chain[-2] if len(chain) > 1 else None
            assert (one.number, one.previous_hash) == (len(chain), last.hash if last else "0" * 64)
            assert one.hash == hash_of(one)
            assert (one.from_state, one.from_public) == ((last.to_state, last.to_public) if last else (None, None))
            assert any(is_of(row, one) for row in TRANSITIONS), f"11: no row leads there: {one}"
            assert one.actor_id == actor.id
            assert one.at.utcoffset() == UTC.utcoffset(None), "15"
            assert abs((datetime.now(UTC) - one.at).total_seconds()) < 3600, "15: kept in another zone"
            guide = self.row("guide", one.guide_id)
            assert (guide.state, guide.public_status) == (one.to_state, one.to_public)
            assert one.revision_number == guide.newest
        numbers = sorted(one.seq for one in self.now.tables["event"].values() if one.seq is not None)
        assert numbers == list(range(1, self.now.clock.seq + 1)), "9: gaps or repetitions"
        assert all(one.seq == before.clock.seq + 1 for one in added if one.seq is not None), "9"
        self.check_replay()

    def check_replay(self) -> None:
        """9. The numbered events, read from the first, are enough to know what is public."""
        public = {}
        for one in sorted((one for one in self.now.tables["event"].values() if one.seq), key=lambda one: one.seq):
            public[one.guide_id] = (one.publication_number, one.to_public)
        ever = {row.guide_id for row in self.now.tables["publication"].values()}
        last = {guide_id: self.now.of("publication", guide_id)[-1] for guide_id in ever}
        assert public == {one: (row.number, self.row("guide", one).public_status) for one, row in last.items()}
        told = {row.guide_id: row for row in self.now.tables["change"].values()}
        assert {one for one, row in told.items() if row.type == "upsert"} == {row.guide_id for row in self.now.live}
        assert all((row.type, row.target_id) == self.told(one) for one, row in told.items()), "9: wrongly told"
        assert {(one, row.version, row.slug) for one, row in told.items()} == {
            (one, row.number, row.slug) for one, row in last.items()
        }
        assert {row.guide_id for row in self.now.tables["term"].values()} == {row.guide_id for row in self.now.live}

    def told(self, guide_id: UUID) -> tuple[str, UUID | None]:
        guide = next(one for one in self.guides if one.id == guide_id)
        return guide.left or "upsert", guide.target

    def check_what_is_public(self, before: Moment) -> None:
        """1, and 7: only what took a number changed a public byte."""
        live = self.now.live
        for name in ("guide_id", "slug"):
            assert max(Counter(getattr(row, name) for row in live).values(), default=1) == 1, f"1: twice by {name}"
        if self.now.clock.seq == before.clock.seq:
            assert self.now.clock == before.clock, "7"
            for table in ("publication", "rendition", "term", "change"):
                assert self.now.tables[table] == before.tables[table], "7"
            for path, answer in before.answers.items():
                assert self.now.answers[path] == answer, f"7: {path}"

    def check_guide(self, guide: Written) -> None:
        """1, 3, 5, and that the records agree with the model."""
        row = self.row("guide", guide.id)
        live = [one for one in self.now.live if one.guide_id == guide.id]
        assert (row.public_status != "never_published") == bool(guide.live)
        assert bool(live) == (bool(guide.live) and not guide.left)
        assert not guide.left or row.public_status == guide.left
        assert row.newest == len(guide.texts)
        assert [one.digest for one in self.now.of("revision", guide.id)] == guide.texts
        owed = {one.kind: one.forced_by for one in self.now.of("debt", guide.id) if one.closed_at is None}
        assert (owed.get("publication", ""), owed.get("takedown", "")) == (guide.forced_by, guide.taken_down_by), "5"
        assert (row.public_status == "live_unreviewed") == bool(guide.forced_by and not guide.left), "5"
        removals = [one for one in self.now.tables["removal"].values() if one.guide_id == guide.id]
        asked = [(one.kind, one.asked_by, one.target_id) for one in removals if not (one.confirmed_at or one.ended_at)]
        assert asked == [guide.asked] * bool(guide.asked)
        holds = [(LEFT[one.kind], one.target_id) for one in removals if one.confirmed_at and not one.ended_at]
        assert holds == [(guide.left, guide.target)] * bool(guide.left)
        waiting = [one for one in self.now.of("review", guide.id) if one.closed_at is None]
        assert [one.revision_number for one in waiting] == [guide.pinned] * bool(guide.pinned)
        for one in live:
            assert (one.digest, one.revision_number) == (guide.texts[guide.live - 1], guide.live), "3"
            assert one.counted == (guide.seen == guide.live)
            event = next(
                event
                for event in self.now.of("event", guide.id)
                if event.action in PUBLISHING and event.publication_number == one.number
            )
            assert event.action == "force_publish" or one.counted or event.said.get("setting") == SETTING, "3"

    def check_addresses(self) -> None:
        """8. Each path is one thing: live, withdrawn, moved in one step to what is neither, gone, or unknown."""
        last = {guide.slug: guide for guide in self.guides if guide.slug}
        moved = {slug: guide for guide in self.guides for slug in guide.earlier - {guide.slug}}
        assert not last.keys() & moved.keys()
        for path, (status, _, location, body) in self.now.answers.items():
            if not path.startswith("/guides/"):
                continue
            slug, dot, _ = path.removeprefix("/guides/").partition(".json")
            guide = last.get(slug) or moved.get(slug)
            if guide is None:
                assert (status, location) == (404, None), f"8: {path}"
            elif guide.left == "redirected" or (slug in moved and guide.left != "gone"):
                assert (status, location) == (301, f"/guides/{self.arrives(guide).slug}{dot}"), f"8: {path}"
            elif guide.left == "gone" or (guide.left and dot):
                assert (status, location) == (410, None), f"8: {path}"
            else:
                assert (status, location) == (200, None), f"8: {path}"
                number = self.now.of("publication", guide.id)[-1].number
                form = "resource" if dot else "page"
                assert body.decode() == self.row("rendition", (guide.id, number, form)).body

    def arrives(self, guide: Written) -> Written:
        """The guide at the end of all redirects."""
        passed = [guide]
        while guide.target:
            guide = next(one for one in self.guides if one.id == guide.target)
            assert guide not in passed, "8: a loop"
            passed.append(guide)
        return guide

    def check_readers_see_nothing_else(self) -> None:
        """6. What readers get is what is live: the same guides everywhere, and no word of a draft anywhere."""
        live = {row.guide_id: row for row in self.now.live}
        feed = json.loads(self.now.answers["/feed.json"][3])
        assert {UUID(item["id"].removeprefix("urn:uuid:")) for item in feed["items"]} == set(live)
        allowed = set[str]()
        for guide_id, row in live.items():
            document = self.now.tables["revision"][guide_id, row.revision_number].document
            allowed |= words_of(document)
            served = json.loads(self.now.answers[f"/guides/{row.slug}.json"][3])
            assert served.pop("_guide")["content_hash"] == content.content_hash(document) == row.content_hash
            assert content.digest(content.draft(served)) == row.digest, "3: not the approved text"
            item = next(one for one in feed["items"] if one["id"] == f"urn:uuid:{guide_id}")
            assert item["url"] == f"{ORIGIN}/guides/{row.slug}"
            translations = {
                one.slug
                for one in live.values()
                if row.translation_key and one.translation_key == row.translation_key and one.guide_id != guide_id
            }
            assert {one["url"].rpartition("/")[2] for one in item["_guide"]["translations"]} == translations
        # A page may name a related guide by what it last was, until the worker has rendered it again.
        ever = set[str]().union(
            *(
                words_of(self.now.tables["revision"][row.guide_id, row.revision_number].document)
                for row in self.now.tables["publication"].values()
            )
        )
        for path, (_, _, _, body) in self.now.answers.items():
            is_page = path.startswith("/guides/") and not path.endswith(".json")
            assert words_in(body) <= (ever if is_page else allowed), f"6: a draft shows at {path}"

    def check_gates(self, guide: Written) -> None:
        """14. The gate list is empty if and only if publishing would succeed: it is tried, and undone."""
        publisher = people.actor("publisher")
        gates = self.standing(guide, publisher).gates
        came_of: object = None

        def rehearse() -> None:
            nonlocal came_of
            with transaction():
                came_of = self.attempt(partial(self.performed, guide, "publish", publisher, len(guide.texts)))
                raise Undo

        with pytest.raises(Undo):
            rehearse()
        assert (not gates) == (not isinstance(came_of, CrosswayError)), f"14: {gates}, yet {came_of!r}"
        assert all(gate.why and gate.who_can_clear for gate in gates)

    def row(self, table: str, key: Any) -> Row:
        return self.now.tables[table][key]


class Undo(Exception):
    pass


def hash_of(event: Row) -> str:
    """SHA-256 over the event in canonical JSON (RFC 8785), worked out without the product's help."""
    said = {name: value for name, value in event._asdict().items() if name not in ("id", "hash")}
    plain = {**said, "guide_id": str(event.guide_id), "at": event.at.isoformat()}
    return sha256(json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def is_of(row: Any, event: Row) -> bool:
    """Whether the event is a step along this row of the table."""
    state = State(event.from_state) if event.from_state else None
    status = PublicStatus(event.from_public or "never_published")
    return bool(
        row.action == event.action
        and state in row.sources
        and (row.public_from is None or status in row.public_from)
        and event.to_state == row.state_after(state)
        and event.to_public == row.public_after(status)
    )


def words_in(body: bytes) -> set[str]:
    return set(CANARY.findall(body.decode()))


def words_of(document: Document) -> set[str]:
    return set(CANARY.findall(json.dumps(document)))


def test_keeps_what_is_always_true_whatever_people_do(site: "Site") -> None:
    succeeded: Counter[str] = Counter()
    walks = settings(
        max_examples=max(6, settings().max_examples // 8),
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    class WalkHere(Walk):
        def __init__(self) -> None:
            super().__init__(site, succeeded)

    run_state_machine_as_test(WalkHere, settings=walks)
    everywhere = {
        "create", "edit", "submit", "approve", "publish", "force_publish", "clear_debt", "request_removal",
        "confirm_removal", "takedown", "reinstate", "reaffirm", "back from redirected",
    }  # fmt: skip
    assert everywhere <= succeeded.keys(), f"the walks never got as far as {everywhere - succeeded.keys()}"
