"""The fixed words of public pages: English in the code, German and Arabic in `cms/translations`.

A word that a language lacks is said in English and marked as English, so that it is read aloud and set correctly.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from markupsafe import Markup, escape

from cms.rendering.markup import said

CATALOGUES = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Catalogue:
    """One language's words. known: the English messages it translates, some of them to the same word."""

    translations: Translations
    known: frozenset[str]


@lru_cache(maxsize=256)
def catalogue(language: str) -> Catalogue | None:
    """The compiled catalogue of a language; None when we have none."""
    if language not in {folder.name for folder in CATALOGUES.iterdir()}:
        return None
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        messages = read_po(lines, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    ids = (message.id if isinstance(message.id, str) else message.id[0] for message in messages if message.string)
    return Catalogue(Translations(compiled), frozenset(ids))


class Words:
    """The fixed words in one language."""

    def __init__(self, language: str) -> None:
        """language: a BCP 47 tag; its first subtag decides."""
        self._tag = language
        self.language = language.split("-")[0].lower()
        self._catalogue = catalogue(self.language)

    @property
    def number_language(self) -> str:
        """The language whose number format suits a sentence of ours: English where the words are English."""
        return self.language if self._catalogue else "en"

    def plain(self, message: str, /, **values: object) -> str:
        """For attributes and the title, where no language can be marked."""
        said = self._catalogue.translations.gettext(message) if self._catalogue and message else message
        return said % values if values else said

    def word(self, message: str, /, **values: object) -> Markup:
        """HTML: values are escaped, Markup among them is kept; inside English words they keep the page's language."""
        if not values:
            return _word(self.language, message)
        text, is_spoken = _pattern(self.language, message)
        if is_spoken:
            return Markup(text % {name: said(value) for name, value in values.items()})  # noqa: S704  # all escaped
        kept = {name: Markup('<bdi lang="{}">{}</bdi>').format(self._tag, value) for name, value in values.items()}
        return _english(Markup(text) % kept)  # noqa: S704  # escaped

    def plural(self, one: str, many: str, count: float, /, **values: object) -> Markup:
        """HTML in the form that `count` needs. The messages say the number as %(count)s, given in `values`."""
        text, is_spoken = _counting(self.language, one, many, _counted(count))
        html = Markup(text % {name: said(value) for name, value in values.items()})  # noqa: S704  # all escaped
        return html if is_spoken else _english(html)

    def speaks(self, message: str) -> bool:
        """Whether it has a word for `message`, or it needs none."""
        known = self._catalogue is not None and message in self._catalogue.known
        return self.language == "en" or not message or known


@lru_cache(maxsize=4096)
def _word(language: str, message: str) -> Markup:
    """A word without values: pages say the same ones again and again."""
    words = Words(language)
    text = escape(words.plain(message))
    return text if words.speaks(message) else _english(text)


@lru_cache(maxsize=4096)
def _pattern(language: str, message: str) -> tuple[str, bool]:
    """A word for values, escaped, and whether the language has one."""
    words = Words(language)
    return str(escape(words.plain(message))), words.speaks(message)


@lru_cache(maxsize=4096)
def _counting(language: str, one: str, many: str, number: int) -> tuple[str, bool]:
    """The same for a word whose form goes by a number."""
    known = catalogue(language)
    said = known.translations.ngettext(one, many, number) if known else one if number == 1 else many
    return str(escape(said)), Words(language).speaks(one)


def _english(text: Markup) -> Markup:
    return Markup('<span lang="en" dir="ltr">{}</span>').format(text)


def _counted(count: float) -> int:
    """The whole number whose plural form `count` takes. A fraction takes the form of a hundred ("1.5 weeks")."""
    return int(count) if count == int(count) else 100


def first_note(language: str) -> str:
    """What the public history says of the publication that a guide begins with."""
    return Words(language).plain("First version.")
