"""Looking back: what was done, by whom and why."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC as ZULU
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from cms.content import json_text
from cms.services import audit_words, local_times, spreadsheets
from cms.services.audit_words import done
from cms.store import accounts, events, guides, past, site_events
from cms.store.db import session
from cms.store.events import Event
from cms.store.site_events import VISITOR, SiteEvent
from cms.workflow import State

_COLUMNS = ("at", "actor", "actor_name", "action", "subject", "title", "revision", "publication", "why", "hash")
_WHY = (
    "name", "about", "comment", "reason", "change_note", "evidence", "removal", "target", "review_by", "public_text",
    "setting",
)  # fmt: skip
_AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """Which events are wanted; None and "" for any. before: where the page before ended."""

    person: str = ""
    action: str = ""
    guide_id: UUID | None = None
    day: date | None = None
    before: str = ""

    @property
    def since(self) -> datetime | None:
        return datetime.combine(self.day, time(), ZULU) if self.day else None

    @property
    def until(self) -> datetime | None:
        return _end_of(self.day) if self.day else None


@dataclass(frozen=True)
class Entry:
    """One line of a log. place: where it stands in its list. subject: id of the guide, person, token or webhook.

    led_to: the state of the work, where it moved. origin: guide, revision and in which words it comes from there.
    there: whether the guide still is; of one that was deleted for good, the title is remembered.
    """

    place: str
    at: datetime
    actor: str
    actor_name: str
    action: str
    done: str
    subject: str
    title: str
    revision: int | None
    publication: int | None
    why: tuple[str, ...]
    hash: str
    led_to: str = ""
    origin: tuple[str, int, str] | None = None
    there: bool = True

    @property
    def led_to_words(self) -> str:
        return State(self.led_to).label


def of_guides(asked: Asked, *, limit: int) -> list[Entry]:
    """What happened to guides, newest first."""
    rows = events.page(
        actor_id=asked.person, action=asked.action, guide_id=asked.guide_id, since=asked.since, until=asked.until,
        before="" if asked.before.isdigit() else asked.before, limit=limit,
    )  # fmt: skip
    owners = [event.said["target"] for event, _ in rows if event.action == "assign" and "target" in event.said]
    names = _names([event.actor_id for event, _ in rows] + owners)
    titles = events.remembered({event.guide_id for event, guide in rows if guide is None})
    titles |= {guide.id: guide.title for _, guide in rows if guide}
    sources = _sources([event for event, _ in rows])
    return [
        _of_guide(event, titles.get(event.guide_id, ""), guide is not None, names, sources) for event, guide in rows
    ]


def of_site(asked: Asked, *, limit: int) -> list[Entry]:
    """What happened to people, roles, tokens and webhooks, newest first."""
    before = int(asked.before) if asked.before.isdigit() else None
    rows = site_events.page(
        actor_id=asked.person, action=asked.action, since=asked.since, until=asked.until, before=before, limit=limit
    )
    names = _names([one.actor_id for one in rows] + [one.subject for one in rows])
    return [_of_site(one, names) for one in rows]


def public_at_the_end_of(guide_id: UUID, day: date) -> int | None:
    """The number of the publication that readers had when that day ended (UTC); None when they had none."""
    return past.public_before(guide_id, _end_of(day))


def feed_at_the_end_of(day: date, *, after: tuple[datetime, UUID] | None = None, limit: int) -> past.Page:
    """What was live when that day ended (UTC), in the order of the feed. after: of the page before."""
    return past.live_before(_end_of(day), after=after, limit=limit)


def _end_of(day: date) -> datetime:
    """The moment after it; of the last day that there is, its last one."""
    following = day + timedelta(days=1) if day < date.max else None
    return datetime.combine(following, time(), ZULU) if following else datetime.max.replace(tzinfo=ZULU)


def as_csv(entries: Iterator[Entry]) -> Iterator[str]:
    """In pieces."""
    yield spreadsheets.line(_COLUMNS)
    for one in entries:
        yield spreadsheets.line(list(_plain(one).values()))


def as_json_lines(entries: Iterator[Entry]) -> Iterator[str]:
    for one in entries:
        yield f"{json_text.plain(_plain(one))}\n"


def all_of(look: Callable[..., list[Entry]], asked: Asked) -> Iterator[Entry]:
    """Every entry, page after page. look: of_guides or of_site."""
    while found := look(asked, limit=_AT_ONCE):
        yield from found
        asked = replace(asked, before=found[-1].place)
        session().rollback()  # no snapshot is held while a slow reader takes the next piece


def _of_guide(event: Event, title: str, there: bool, names: Mapping[str, str], sources: Collection[UUID]) -> Entry:
    """sources: the guides that other guides come from, as far as they are there."""
    led_to = event.to_state if event.from_state not in (None, event.to_state) else None
    return Entry(
        place=str(event.id), at=event.at, actor=event.actor_id, actor_name=names[event.actor_id], action=event.action,
        done=done(event.action), subject=str(event.guide_id), title=title,
        revision=event.revision_number, publication=event.publication_number,
        why=(*_planned(event), *_why(event, names)),
        hash=event.hash, led_to=led_to or "", origin=_origin(event.said, sources), there=there,
    )  # fmt: skip


def _of_site(one: SiteEvent, names: Mapping[str, str]) -> Entry:
    return Entry(
        place=str(one.number), at=one.at, actor=one.actor_id, actor_name=names[one.actor_id], action=one.action,
        done=done(one.action), subject=one.subject,
        title="" if names[one.subject] == one.subject else names[one.subject], revision=None, publication=None,
        why=_told(one.said), hash=one.hash,
    )  # fmt: skip


def _planned(event: Event) -> tuple[str, ...]:
    """When what was scheduled is to go live."""
    if event.action != "schedule":
        return ()
    when = local_times.in_words(datetime.fromisoformat(event.said["due"]), event.said.get("zone", "UTC"))
    return (f"Published by hand, to be undone until {when}." if event.said.get("by_hand") else f"For {when}.",)


def _why(event: Event, names: Mapping[str, str]) -> tuple[str, ...]:
    """names: of people, by id; also of those that the act is about."""
    people = names if event.action == "assign" else {}
    cleared = {"review_by"} & event.said.keys()
    told = {name: event.said[name] for name in _WHY if event.said.get(name) or name in cleared}
    if "target" in told and event.action != "assign":
        told.pop("removal", None)  # the sentence of the other says it as well
    return tuple(audit_words.why(name, value, people) for name, value in told.items())


def _sources(found: Sequence[Event]) -> Collection[UUID]:
    named = [UUID(one.said["from_guide"]) for one in found if "from_guide" in one.said]
    return guides.titles(named).keys() if named else ()


def _origin(said: Mapping[str, Any], sources: Collection[UUID]) -> tuple[str, int, str] | None:
    if "from_guide" not in said or UUID(said["from_guide"]) not in sources:
        return None
    words = "A translation of" if said.get("cause") == "translation" else "Copied from"
    return said["from_guide"], said["from_revision"], words


def _told(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(audit_words.told(name, value) for name, value in said.items() if name != "owner")


def _names(ids: Sequence[str]) -> dict[str, str]:
    """Ids of tokens and webhooks, which have no name, stay as they are."""
    return {**accounts.names([one for one in ids if one != VISITOR]), VISITOR: "A visitor"}


def _plain(one: Entry) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(), "actor": one.actor, "actor_name": one.actor_name, "action": one.action,
        "subject": one.subject, "title": one.title, "revision": one.revision, "publication": one.publication,
        "why": " / ".join(one.why), "hash": one.hash,
    }  # fmt: skip
