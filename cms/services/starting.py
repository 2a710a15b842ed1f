"""Beginning a guide from one that is there: a copy to write on, or a translation."""

from typing import Any
from uuid import UUID

from cms import clock, content
from cms.content import codes
from cms.errors import InvalidContent, Kind, Refusal, TransitionRefused
from cms.services import drafting, situation, translations
from cms.store import guides, publications
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.origins import COPY, TRANSLATION, Origin
from cms.workflow import Actor

_LONGEST_TITLE = 600  # drafts may have longer ones than readers


def duplicate(guide_id: UUID, *, actor: Actor) -> Guide:
    """A new draft with the newest text, of the actor's own. Rows keep their ids; address and title are its own.

    Raises NotFound, or TransitionRefused for a role missing.
    """
    with transaction():
        source = guides.lock(guide_id)
        revision = guides.revision(guide_id, source.newest)
        document = _without(revision.document, "slug", "translation_key")  # two of one language are no translations
        document["title"] = f"{source.title[:_LONGEST_TITLE]} (copy)"
        return _begin(COPY, source, revision.number, document, actor)


def start_translation(guide_id: UUID, *, language: str, actor: Actor) -> Guide:
    """A new draft in another language, with every text of the original still to be translated.

    The original gets a translation key when it has none, which is a revision of its own.
    Raises NotFound, InvalidContent for the language, or TransitionRefused for a role missing, a language that is there
    already, or an original that lacks the key and cannot be edited now.
    """
    language = language.strip()
    if not codes.is_known("language", language):
        raise InvalidContent({"language": [f"“{language[:40]}” is no language that we know, such as de or ar-JO."]})
    with transaction():
        source = guides.lock(guide_id)
        text = translations.original(source)
        if language in (source.language, text.document.get("language")):
            raise InvalidContent({"language": ["That is the language of the original."]})
        key = _key(source, text.document, actor)
        there = translations.known_languages(source).get(language)
        live = next((one for one in publications.translations(key, source.id) if one.language == language), None)
        if there or live:
            title = there.title if there else live.title if live else ""
            raise _refused(source, "translation_exists", f"There is one in that language: “{title}”.", "its authors")
        document = {**_without(text.document, "slug"), "language": language, "translation_key": key}
        return _begin(TRANSLATION, source, text.revision_number, document, actor)


def _begin(kind: str, source: Guide, number: int, document: dict[str, Any], actor: Actor) -> Guide:
    unapproved = number > publications.last_counted_revision(source.id)
    said = {"from_guide": str(source.id), "from_revision": number}
    kept = drafting.create_guide(document, actor=actor, cause=kind, said=said)
    origin = Origin(
        guide_id=kept.guide.id,
        kind=kind,
        source_id=source.id,
        source_revision=number,
        contributors=sorted(situation.contributors(source.id)) if unapproved else [],
        compared=translations.begun(kept.revision.document) if kind == TRANSLATION else {},
        at=clock.now(),
    )
    session().add(origin)
    return kept.guide


def _key(source: Guide, text: content.Document, actor: Actor) -> str:
    """The translation key of the original."""
    newest = guides.revision(source.id, source.newest)
    if key := text.get("translation_key") or newest.document.get("translation_key"):
        return str(key)
    document = {**newest.document, "translation_key": source.slug}
    try:
        drafting.save_draft(source.id, document, base=newest.number, actor=actor)
    except TransitionRefused as refusal:
        why = f"The original has no translation key yet, and cannot be given one now. {refusal.refusals[0].why}"
        raise _refused(source, "no_translation_key", why, refusal.refusals[0].who_can_clear) from None
    return source.slug


def _without(document: content.Document, *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


def _refused(source: Guide, code: str, why: str, who: str) -> TransitionRefused:
    return TransitionRefused("translate", source.state, [Refusal(code, why, who, Kind.CONFLICT)])
