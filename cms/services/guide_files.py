"""Guides as files: reading, judging, bringing in, writing out.

A file is the document as JSON, in the normal form or any other; the member `_guide`, which /guides/<slug>.json adds,
is ignored. A file is about the guide that holds its slug.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError

from cms import content
from cms.content import Document, Finding, Severity, json_text, slugs
from cms.content.preflight import malformed
from cms.errors import CrosswayError, InvalidContent, NotFound, TransitionRefused, Unreadable, flat
from cms.rendering import Renderer
from cms.services import drafting, editorial, situation
from cms.services.editorial import Rules
from cms.store import guides, publications
from cms.store.db import session, transaction
from cms.store.guides import Guide, Revision
from cms.workflow import Actor, Inputs, State

_PROPOSED = ("slug", "title")  # what a new guide is given when its file says nothing


@dataclass(frozen=True)
class Outcome:
    """What came of a file. outcome: created, updated, unchanged or refused.

    slug: the guide's; the file's name without .json when the file names no guide.
    """

    outcome: str
    slug: str
    why: str


@dataclass(frozen=True)
class Forced:
    """That the file goes live at once, without review; a second look is then owed."""

    reason: str
    renderer: Renderer
    rules: Rules


@contextmanager
def rehearsal() -> Iterator[None]:
    """What is done inside sees its own effects, and nothing of it is kept."""
    with transaction() as current:
        before = current.begin_nested()
        yield
        before.rollback()


@dataclass(frozen=True)
class _File:
    """stem: its name without .json. document: the normal form of `raw`."""

    stem: str
    raw: Mapping[str, Any]
    document: Document

    def beside(self, revision: Revision) -> dict[str, Any]:
        """What the file says, with what its guide was given where it says nothing."""
        given = [name for name in _PROPOSED if name not in self.document and name in revision.document]
        return {**self.raw, **{name: revision.document[name] for name in given}}


def read(path: Path) -> Any:
    """The document in a file, not yet judged. Raises Unreadable."""
    try:
        raw = content.parse(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"This file cannot be read: {error.strerror}.") from None
    return {name: value for name, value in raw.items() if name != "_guide"} if isinstance(raw, dict) else raw


def judge(path: Path, today: date) -> list[Finding]:
    """All findings of a file, without a database; what even a draft may not be is found like everything else."""
    try:
        raw = read(path)
    except Unreadable as error:
        return [malformed.unreadable(str(error))]
    try:
        return content.findings(content.draft(raw), today)
    except InvalidContent as error:
        return list(malformed.findings(raw, error))


def bring_in(path: Path, *, actor: Actor, forced: Forced | None = None) -> Outcome:
    """Creates or updates the guide that a file is about. When it is refused, nothing of it is kept."""
    slug = path.stem
    try:
        raw = read(path)
        file = _File(path.stem, raw, content.draft(raw))
        slug = file.document.get("slug", slug)
        with transaction(), session().begin_nested():
            guide, slug = _counterpart(file)
            return _take(file, guide, slug, actor, forced)
    except (TransitionRefused, InvalidContent) as error:
        return Outcome("refused", slug, " ".join(_sentences(error)))
    except CrosswayError as error:
        return Outcome("refused", slug, str(error))
    except IntegrityError:
        return Outcome("refused", slug, "Someone else changed this guide at the same moment. Import it again.")


def write_out(wanted: Sequence[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """Writes the newest revision of each guide as <slug>.json; yields slug and file. wanted: empty for every guide
    that is not in the trash. Importing these files again changes nothing.

    Raises NotFound, before anything is written.
    """
    chosen = [_at(slug) for slug in wanted] if wanted else _all_kept()
    folder.mkdir(parents=True, exist_ok=True)
    for guide in chosen:
        document = guides.revision(guide.id, guide.newest).document
        file = folder / f"{guide.slug}.json"
        file.write_text(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        yield guide.slug, file


def _take(file: _File, guide: Guide | None, slug: str, actor: Actor, forced: Forced | None) -> Outcome:
    if guide is None:
        guide = drafting.create_guide({**file.raw, "slug": slug}, actor=actor, cause="import").guide
        outcome = "created"
    else:
        newest, live = guides.revision(guide.id, guide.newest), publications.live(guide.id)
        if forced and live and _says(guides.revision(guide.id, live.revision_number), file, guide):
            return Outcome("unchanged", guide.slug, "readers have this text already")
        outcome = "unchanged"
        if not _says(newest, file, guide):
            drafting.save_draft(guide.id, file.beside(newest), base=newest.number, actor=actor, cause="import")
            outcome = "updated"
    if not forced:
        return Outcome(outcome, guide.slug, f"revision {guide.newest}")
    _publish(guide, actor, forced)
    return Outcome("updated" if outcome == "unchanged" else outcome, guide.slug, f"revision {guide.newest}, published")


def _publish(guide: Guide, actor: Actor, forced: Forced) -> None:
    document = guides.revision(guide.id, guide.newest).document
    found = situation.judge(guide, document)
    broken = [one for one in found if one.severity is Severity.ERROR and one.rule.startswith("S")]
    if broken:
        raise CrosswayError(" ".join(f"{one.rule} {one.path} {one.message}" for one in broken))
    editorial.perform(
        guide.id, "force_publish", base=guide.newest, actor=actor, renderer=forced.renderer, rules=forced.rules,
        inputs=Inputs(reason=forced.reason),
    )  # fmt: skip


def _says(revision: Revision, file: _File, guide: Guide) -> bool:
    """Whether the file holds the text of the revision."""
    document = content.draft(file.beside(revision), base=revision.document, used=guide.given_ids)
    return content.digest(document) == revision.digest


def _counterpart(file: _File) -> tuple[Guide | None, str]:
    """The guide that a file is about, and its address; None and a free address when there is no such guide yet.

    A slug in a document is a wish until it is published. So a file with the name of a guide that wishes the same is
    that guide's, whoever holds the wish: this is what makes an export lossless.
    """
    document = file.document
    wish = document.get("slug")
    namesake = guides.by_slug(file.stem)
    if namesake and guides.revision(namesake.id, namesake.newest).document.get("slug") == wish:
        return namesake, namesake.slug
    if wish is not None:
        if not slugs.is_slug(wish):
            why = f"“{wish}” is no address. Write lower-case words of a–z and 0–9 joined by hyphens, or leave it out."
            raise InvalidContent({"slug": [why]})
        return guides.by_slug(wish), wish
    route = [document.get(name) for name in ("language", "region", "from_role", "to_role")]
    for slug in slugs.proposals(document, f"guide-{json_text.sha256_of(route)[:8]}"):
        guide = guides.by_slug(slug)
        if guide is None or _same_place(guide, document):
            return guide, slug
    raise AssertionError("proposals end only with a slug")


def _same_place(guide: Guide, document: Document) -> bool:
    newest = guides.revision(guide.id, guide.newest).document
    return all(newest.get(name) == document.get(name) for name in ("language", "region"))


def _sentences(error: TransitionRefused | InvalidContent) -> list[str]:
    if isinstance(error, TransitionRefused):
        return [refusal.why for refusal in error.refusals]
    return [f"{path} {message}" for path, message in flat(error.errors)]


def _at(slug: str) -> Guide:
    guide = guides.by_slug(slug)
    if guide is None:
        raise NotFound(f"There is no guide with the address “{slug}”.")
    return guide


def _all_kept() -> list[Guide]:
    states = [state.value for state in State if state is not State.DISCARDED]
    found, _ = guides.listing(states=states, limit=2**31 - 1)
    return sorted(found, key=lambda guide: guide.slug)
