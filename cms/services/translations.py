"""How a translation stands to its original: what is not translated yet, and what the original says otherwise since.

The original is what its readers have; until it has readers, its newest text. So nobody is reminded of words that may
never go public.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from cms.content import Document
from cms.content.document import Where
from cms.content.units import Unit, units
from cms.errors import NotFound
from cms.store import guides, origins, publications
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.store.origins import TRANSLATION
from cms.workflow import State

Compared = dict[str, dict[str, Any]]


class Why(StrEnum):
    UNTRANSLATED = "untranslated"
    CHANGED = "changed"
    ADDED = "added"  # the original has a text that the translation lacks
    REMOVED = "removed"  # the translation has a text that the original lacks by now


@dataclass(frozen=True)
class Original:
    """at: when it came to say this."""

    guide: Guide
    document: Document
    revision_number: int
    at: datetime


@dataclass(frozen=True)
class Reminder:
    """where: in the translation's document, () for what it lacks. seen: stands for what the original says now."""

    why: Why
    path: str
    where: Where
    label: str
    original: str
    own: str
    seen: str


@dataclass(frozen=True)
class Translation:
    """What a translation's pages show of its original."""

    original: Original
    reminders: tuple[Reminder, ...]


def original(guide: Guide) -> Original:
    """The text of this guide that translations are held against."""
    live = publications.live(guide.id)
    kept = guides.revision(guide.id, live.revision_number if live else guide.newest)
    return Original(guide, kept.document, kept.number, live.published_at if live else kept.at)


def begun(document: Document) -> Compared:
    """What is known of a translation whose every text is still the original's."""
    return {path: _entry(one.text, one.text, done=False) for path, one in units(document).items()}


def after_save(guide_id: UUID, document: Document) -> None:
    """Whatever was written anew counts as translated from what the original says now. Inside the act that saves."""
    origin = origins.find(guide_id)
    if origin is None or origin.kind != TRANSLATION or origin.source_id is None:
        return
    own, known = units(document), dict(origin.compared)
    theirs: dict[str, Unit] | None = None
    for path in {**known, **own}:
        text = own[path].text if path in own else ""
        if _digest(text) != known.get(path, {}).get("own"):
            theirs = theirs if theirs is not None else units(original(guides.find(origin.source_id)).document)
            known[path] = _entry(text, theirs[path].text if path in theirs else "", done=True)
    if known != origin.compared:
        origin.compared = known


def of(guide: Guide, document: Document) -> Translation | None:
    """How the guide's newest document stands to its original; None when it has none, or none any more."""
    origin = origins.find(guide.id)
    if origin is None or origin.kind != TRANSLATION or origin.source_id is None:
        return None
    source = original(guides.find(origin.source_id))
    own, theirs = units(document), units(source.document)
    found = (_reminder(path, own.get(path), theirs.get(path), origin.compared.get(path)) for path in {**theirs, **own})
    return Translation(source, tuple(one for one in found if one))


def settle(guide_id: UUID, seen: Collection[str]) -> int:
    """Somebody looked, and the translation is right as it is. Returns how many reminders went.

    seen: of reminders, as they were shown: what the original says otherwise since is asked about again.
    Raises NotFound when the guide has no original.
    """
    with transaction():
        guide = guides.lock(guide_id)
        document = guides.revision(guide_id, guide.newest).document
        found, origin = of(guide, document), origins.find(guide_id)
        if found is None or origin is None:
            raise NotFound("This guide has no original that it is held against.")
        settled = [one for one in found.reminders if one.seen in seen]
        if settled:
            origin.compared = {**origin.compared, **{one.path: _entry(one.own, one.original) for one in settled}}
    return len(settled)


def known_languages(source: Guide) -> dict[str, Guide]:
    """The translations begun from this guide that are not in the trash, by language."""
    return {guide.language: guide for _, guide in origins.translations(source.id) if guide.state != State.DISCARDED}


def _reminder(path: str, own: Unit | None, theirs: Unit | None, known: dict[str, Any] | None) -> Reminder | None:
    unit = own or theirs
    if unit is None or (theirs is None and known is None):
        return None
    text, said = theirs.text if theirs else "", own.text if own else ""
    if known and own and known["own"] != _digest(said):
        return None  # written anew, and not saved yet: then it counts as translated
    if known and not known["done"] and own:
        why = Why.UNTRANSLATED
    elif known and known["of"] == _digest(text):
        return None
    else:
        why = Why.CHANGED if own and theirs else Why.ADDED if theirs else Why.REMOVED
    return Reminder(why, path, own.where if own else (), unit.label, text, said, _digest(f"{path} {_digest(text)}"))


def _entry(own: str, of: str, *, done: bool = True) -> dict[str, Any]:
    return {"own": _digest(own), "of": _digest(of), "done": done}


def _digest(text: str) -> str:
    """128 bits are plenty to tell two texts apart; "" for none."""
    return sha256(text.encode()).hexdigest()[:32] if text else ""
