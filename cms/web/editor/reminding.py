"""What the form of a translation says beside a field: that it waits, or that the original says something else now."""

from collections.abc import Iterator

from flask import url_for
from markupsafe import Markup

from cms.services.translations import Reminder, Translation, Why
from cms.store.guides import Guide

_LONGEST = 300  # characters of the original beside a field; all of it is a link away
_UNTRANSLATED = Markup('Not translated yet. <a href="{place}">It is right as it is</a>')
_CHANGED = Markup(
    "The original changed on {day}. It says now: "
    '<q lang="{language}" dir="auto">{text}</q> <a href="{place}">Look at both</a>'
)
_REMOVED = Markup('The original no longer has this. <a href="{place}">It stays</a>')


def beside_fields(guide: Guide, translation: Translation) -> Iterator[tuple[str, Markup]]:
    """Each note with the id of the field it belongs beside."""
    page = url_for("editor.translation", guide_id=guide.id)
    for one in translation.reminders:
        if one.where:
            field_id = "-".join(map(str, one.where))
            yield field_id, _note(one, translation, f"{page}#reminder-{field_id}")


def _note(one: Reminder, translation: Translation, place: str) -> Markup:
    if one.why is Why.UNTRANSLATED:
        return _UNTRANSLATED.format(place=place)
    if one.why is Why.REMOVED:
        return _REMOVED.format(place=place)
    of = translation.original
    text = one.original if len(one.original) <= _LONGEST else f"{one.original[:_LONGEST].rstrip()}…"
    day = of.at.strftime("%-d %b %Y")
    return _CHANGED.format(day=day, language=of.guide.language, text=text.replace("\n", " · "), place=place)
