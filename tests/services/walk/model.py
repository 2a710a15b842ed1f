"""What is known of each guide: who made which text out of which, who approved it, and how it left its readers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from cms import clock
from cms.content import Document
from cms.workflow import Actor, Inputs, Removal

PUBLISHING = ("publish", "force_publish")
LEFT = {"withdrawn": "withdrawn", "redirect": "redirected", "gone": "gone"}
PAUSE = timedelta(minutes=30)
KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Text:
    """A revision."""

    digest: str
    author: str
    cause: str
    at: datetime


@dataclass
class Page:
    """A page somebody writes in. revision, said: what it was loaded with, later what it was told and said last.

    at: when it last said something.
    """

    tab: str
    revision: int
    said: Document
    sequence: int = 0
    ended: bool = False
    at: datetime = field(default_factory=clock.now)


@dataclass
class Written:
    """One guide. Numbers of revisions begin at 1; that of the newest is how many there ever were. place: among all
    guides that there ever were.
    """

    id: UUID
    place: int
    revisions: list[Text] = field(default_factory=list)
    named: set[int] = field(default_factory=set)  # what the log speaks of, and what was brought back
    let_go: set[int] = field(default_factory=set)
    sitting: str = ""  # whose autosaves the log's last line is about
    pages: dict[tuple[str, int], Page] = field(default_factory=dict)
    seen: int = 0  # number of the last revision that somebody else has approved in public
    live: int = 0  # number of the live revision
    pinned: int = 0
    due: datetime | None = None  # when the pinned text goes live by itself
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
    def newest(self) -> int:
        return len(self.revisions)

    def digest(self, number: int) -> str:
        return self.revisions[number - 1].digest

    @property
    def kept(self) -> dict[int, str]:
        """The digest of each revision that must still be there, by number."""
        return {number: self.digest(number) for number in range(1, self.newest + 1) if number not in self.let_go}

    @property
    def hands(self) -> frozenset[str]:
        """K: whoever changed anything that nobody else has looked at yet, and the submitter."""
        found = {self.submitter} - {""}
        for number in range(self.seen + 1, self.newest + 1):
            if number == 1 or self.digest(number) != self.digest(number - 1):
                found.add(self.revisions[number - 1].author)
        return frozenset(found)

    def add(self, text: Text) -> bool:
        """Whether it goes on with the sitting of the revision before, so that the log says nothing new."""
        goes_on = self.sitting == text.author and self._same_sitting(self.revisions[-1], text)
        self.revisions.append(text)
        self.sitting = text.author if text.cause == "autosave" else ""
        if not goes_on:
            self.named.add(self.newest)
        return goes_on

    def superseded(self, now: datetime) -> set[int]:
        """Autosaves that may be let go by now: a later one of the sitting is a day old too, and nothing names them."""
        pairs = enumerate(zip(self.revisions, self.revisions[1:], strict=False), 1)
        found = {number for number, two in pairs if self._same_sitting(*two) and two[1].at < now - KEPT}
        return found - self.named

    def _same_sitting(self, one: Text, later: Text) -> bool:
        by_one = one.cause == later.cause == "autosave" and one.author == later.author
        return by_one and later.at - one.at <= PAUSE

    def leave_review(self) -> None:
        self.pinned, self.submitter, self.approvals, self.due = 0, "", set(), None


@dataclass(frozen=True)
class Done:
    """An act that succeeded. required: approvals that the site asks for. target: where a redirect leads.

    slug: the address in the newest text. at: when it was.
    """

    action: str
    actor: Actor
    said: Inputs
    required: int
    target: UUID | None
    slug: str
    at: datetime


def note(guide: Written, done: Done) -> None:
    """What the act makes of the guide, and that the actor was one who may."""
    NOTES.get(done.action, _nothing)(guide, done)
    guide.sitting = ""
    guide.named.add(guide.newest)


def _nothing(guide: Written, done: Done) -> None:
    """Nothing that the checks would not see in the table of transitions."""


def _submit(guide: Written, done: Done) -> None:
    guide.pinned, guide.submitter, guide.required = guide.newest, done.actor.id, done.required
    guide.approvals = set()


def _approve(guide: Written, done: Done) -> None:
    assert done.actor.id not in guide.hands, "4: an approval by somebody who had a hand in it"
    assert guide.digest(guide.pinned) == guide.digest(guide.newest)
    guide.approvals.add(done.actor.id)


def _publish(guide: Written, done: Done) -> None:
    assert guide.digest(guide.pinned) == guide.digest(guide.newest), "3: not what was approved"
    assert not guide.approvals & guide.hands, "4: an approver has had a hand in it since"
    assert len(guide.approvals) >= guide.required, "3: too few approvals"
    guide.seen = guide.newest if guide.required else guide.seen
    guide.forced_by = ""
    _go_live(guide, done)


def _schedule(guide: Written, done: Done) -> None:
    guide.due = done.said.due


def _unschedule(guide: Written, done: Done) -> None:
    guide.due = None


def _force_publish(guide: Written, done: Done) -> None:
    guide.forced_by, guide.forced_hands = done.actor.id, guide.hands
    _go_live(guide, done)


def _go_live(guide: Written, done: Done) -> None:
    guide.live = guide.newest
    guide.earlier |= {guide.slug} - {""}
    guide.slug = done.slug
    guide.leave_review()
    _return(guide, done)


def _return(guide: Written, done: Done) -> None:
    guide.left, guide.target, guide.taken_down_by = "", None, ""


def _clear_debt(guide: Written, done: Done) -> None:
    if guide.left:
        assert guide.taken_down_by not in ("", done.actor.id), "the second look was by the first"
        guide.taken_down_by = ""
    else:
        assert done.actor.id not in {guide.forced_by, *guide.forced_hands}, "the second look was by the first"
        guide.seen, guide.forced_by = guide.live, ""


def _drop_changes(guide: Written, done: Done) -> None:
    if guide.digest(guide.newest) != guide.digest(guide.live):
        guide.add(Text(guide.digest(guide.live), done.actor.id, "restore", done.at))
    guide.leave_review()


def _leave_review(guide: Written, done: Done) -> None:
    guide.leave_review()


def _request_removal(guide: Written, done: Done) -> None:
    guide.asked = str(done.said.removal), done.actor.id, done.target


def _confirm_removal(guide: Written, done: Done) -> None:
    assert guide.asked
    kind, asker, target = guide.asked
    assert done.actor.id != asker, "one person alone has removed it"
    guide.left, guide.target, guide.asked = LEFT[kind], target, None


def _takedown(guide: Written, done: Done) -> None:
    assert isinstance(done.said.removal, Removal)
    guide.left, guide.taken_down_by, guide.asked = LEFT[done.said.removal], done.actor.id, None


NOTES: dict[str, Callable[[Written, Done], None]] = {
    "submit": _submit,
    "approve": _approve,
    "request_changes": _leave_review,
    "recall": _leave_review,
    "reopen": _leave_review,
    "schedule": _schedule,
    "unschedule": _unschedule,
    "fail_publish": _unschedule,
    "publish": _publish,
    "force_publish": _force_publish,
    "clear_debt": _clear_debt,
    "drop_changes": _drop_changes,
    "request_removal": _request_removal,
    "confirm_removal": _confirm_removal,
    "takedown": _takedown,
    "reinstate": _return,
}
