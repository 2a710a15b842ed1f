"""What somebody was told, in words: for the inbox, and as a letter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cms.rendering import Site
from cms.rendering.letters import INBOX, Item, Letter
from cms.services.notices import ACCOUNT_CLOSED, BY_KIND, ENDPOINT_DISABLED, NO_EDITOR
from cms.store import accounts, notifications
from cms.store.guides import Guide
from cms.store.notifications import AT_ONCE, DAILY, NEVER, Notification
from cms.workflow import EDITORIAL_ROLES, SYSTEM, Role

MOST_IN_A_LETTER = 50
_WHY = {
    AT_ONCE: "You are told because you may act on it, wrote it, or are named in it.",
    DAILY: "This comes once a day, if there is something you have not read.",
}


@dataclass(frozen=True)
class Line:
    """One thing somebody was told. path: where it leads, "" for nowhere. title: of the guide. quote: their words."""

    id: UUID
    headline: str
    title: str
    sentence: str
    quote: str
    path: str
    at: datetime
    unread: bool
    must_act: bool


@dataclass(frozen=True)
class Told:
    """A letter and whom it is for. ids: of the notifications that it tells of."""

    address: str
    name: str
    letter: Letter
    ids: Sequence[UUID] = ()


def reads_guides(roles: Collection[Role]) -> bool:
    """Whether somebody with these roles may read about guides at all."""
    return bool(EDITORIAL_ROLES.intersection(roles))


def lines(found: Sequence[tuple[Notification, Guide | None]]) -> list[Line]:
    """In words, in the order given."""
    people = {one.said["person"] for one, _ in found if "person" in one.said}
    names = accounts.names(people | {one.actor_id for one, _ in found})
    return [_line(one, guide, names) for one, guide in found]


def letter_to(person_id: UUID, ids: Sequence[UUID], site: Site) -> Told | None:
    """What of these is still unread, as one letter; None when that is nothing, or nothing for this person any more."""
    person = accounts.find(str(person_id))
    how = notifications.choice(person_id)
    if person is None or not person.active or how == NEVER:
        return None
    guides_too = reads_guides(person.actor().roles)
    found = [row for row in notifications.still_unread(ids) if guides_too or row[1] is None]
    if not found or not person.actor().roles:
        return None
    shown = lines(found[:MOST_IN_A_LETTER])
    more = len(found) - len(shown)
    [first, *others] = shown
    inbox = f"Open your inbox, with {more} more" if more else "Open your inbox"
    words, path = (inbox, INBOX) if others or not first.path else ("Open it", first.path)
    letter = Letter(
        subject=_subject(shown, len(found)),
        paragraphs=(f"Hello {person.name},",),
        items=tuple(
            Item(one.headline, one.title, one.sentence, f"{site.base_url}{one.path}" if one.path else "", one.quote)
            for one in shown
        ),
        action=(words, f"{site.base_url}{path}"),
        small=(_WHY[how],),
        optional=True,
    )
    return Told(person.email, person.name, letter, [one.id for one, _ in found])


def _subject(shown: Sequence[Line], number: int) -> str:
    if number > 1:
        waiting = sum(one.must_act for one in shown)
        return f"{number} things in your inbox" + (f", {waiting} to act on" if waiting else "")
    [one] = shown
    return f"{one.headline}: {one.title}" if one.title else one.headline


def _line(one: Notification, guide: Guide | None, names: dict[str, str]) -> Line:
    notice = BY_KIND.get(one.kind)
    said, who = one.said, _who(one.actor_id, names)
    words = {"day": said.get("day", ""), "what": said.get("what", ""), "person": names.get(said.get("person", ""), "")}
    quote = next((said[name] for name in ("comment", "reason", "evidence", "change_note") if said.get(name)), "")
    return Line(
        one.id,
        headline=notice.headline if notice else one.kind.replace("_", " ").capitalize(),
        title=(guide.title or "Untitled guide") if guide else "",
        sentence=notice.sentence.format(who=who, **words) if notice else f"{who} did it.",
        quote=str(quote),
        path=_path(one, guide),
        at=one.at,
        unread=one.read_at is None,
        must_act=bool(notice and notice.must_act),
    )


def _path(one: Notification, guide: Guide | None) -> str:
    if guide:
        notice = BY_KIND.get(one.kind)
        return f"/editor/guides/{guide.id}{one.said.get('place') or (notice.place if notice else '')}"
    if one.kind == ACCOUNT_CLOSED:
        return f"/editor/guides?owner={one.said['person']}"
    if one.kind == NO_EDITOR:
        return "/admin/people"
    return f"/admin/webhooks/{one.said['endpoint']}" if one.kind == ENDPOINT_DISABLED else ""


def _who(actor_id: str, names: dict[str, str]) -> str:
    return "The system" if actor_id == SYSTEM.id else names[actor_id]
