"""What the form of a translation says beside a field: that it waits, or that the original says something else now."""

from collections.abc import Iterator

from flask import url_for
from markupsafe import Markup

from cms.content.document import Where
from cms.services.translations import Reminder, Translation, Why
from cms.store.guides import Guide

_LONGEST = 300  # characters of the original beside a field; all of it is a link away
_UNTRANSLATED = Markup('Not translated yet. <a href="{place}">Or is it right as it is?</a>')
_CHANGED = Markup('{why} It says now: <q lang="{language}" dir="auto">{text}</q> <a href="{place}">Look at both</a>')
_REMOVED = Markup('The original no longer has this. <a href="{place}">Or is it right as it is?</a>')


def beside_fields(guide: Guide, translation: Translation) -> Iterator[tuple[Where, Markup]]:
    """Each note with the place it belongs beside."""
    page = url_for("editor.translation", guide_id=guide.id)
    for one in translation.reminders:
        if one.where:
            field_id = "-".join(map(str, one.where))
            yield one.where, _note(one, translation, f"{page}#reminder-{field_id}")


def _note(one: Reminder, translation: Translation, place: str) -> Markup:
    if one.why is Why.UNTRANSLATED and one.own == one.original:
        return _UNTRANSLATED.format(place=place)
    if one.why is Why.REMOVED or not one.original:
        return _REMOVED.format(place=place)
    of = translation.original
    changed = f"The original changed on {of.at.strftime('%-d %b %Y')}."
    why = f"Not translated yet. {changed}" if one.why is Why.UNTRANSLATED else changed
    text = one.original if len(one.original) <= _LONGEST else f"{one.original[:_LONGEST].rstrip()}…"
    return _CHANGED.format(why=why, language=of.guide.language, text=text.replace("\n", " · "), place=place)
