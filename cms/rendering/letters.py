"""Letters: what we mail, as plain values, and how they are laid out as text and as HTML."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from cms.rendering.published import Site

INBOX = "/editor/inbox"
ACCOUNT_MAIL = "/account#mail"
_WIDTH = 76


@dataclass(frozen=True)
class Item:
    """One of several things that a letter tells. url: where it is dealt with. quote: somebody's own words."""

    headline: str
    title: str
    sentence: str
    url: str
    quote: str = ""


@dataclass(frozen=True)
class Letter:
    """paragraphs: before the items. action: words and address of the one button, ("", "") for none. small: the last
    paragraphs, in small print. optional: it is of the kind that its reader can choose not to get.
    """

    subject: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    action: tuple[str, str] = ("", "")
    small: tuple[str, ...] = ()
    optional: bool = False

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """From what `dataclasses.asdict` and a JSON text made of one."""
        words, url = kept["action"]
        return cls(
            kept["subject"], tuple(kept["paragraphs"]), tuple(Item(**one) for one in kept["items"]), (words, url),
            tuple(kept["small"]), kept["optional"],
        )  # fmt: skip


class Letters:
    """templates: the folder that holds `email/`."""

    def __init__(self, site: Site, templates: Path) -> None:
        self.site = site
        self._templates = Environment(
            loader=FileSystemLoader(templates), autoescape=select_autoescape(("html",)), undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, auto_reload=False,
        )  # fmt: skip
        self._templates.globals.update(site=site, account=f"{site.base_url}{ACCOUNT_MAIL}")
        self._templates.filters["wrapped"] = _wrapped

    def text(self, letter: Letter) -> str:
        return self._templates.get_template("email/letter.txt").render(letter=letter)

    def html(self, letter: Letter) -> str:
        return self._templates.get_template("email/letter.html").render(letter=letter)


def _wrapped(text: str, before: str = "") -> str:
    """In lines for a reader of plain text; an address is never broken."""
    lines = [
        textwrap.wrap(
            line, _WIDTH, initial_indent=before, subsequent_indent=before, break_long_words=False,
            break_on_hyphens=False,
        )
        or [before.rstrip()]
        for line in text.splitlines()
    ]  # fmt: skip
    return "\n".join(line for wrapped in lines for line in wrapped)
