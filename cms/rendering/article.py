"""The body of a guide as its templates see it: sections in reading order, shown by kind unless a template overrides.

A section or member that no template mentions still appears: by `kinds/<kind>.html` when it is a section, in the list of
further facts when it belongs to a part of the form, through `rest` when it was added to a row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Template
from jinja2.runtime import Context
from markupsafe import Markup

from cms.content.document import Document
from cms.content.guide import GuideContent
from cms.content.kinds import Kind, Shape, Slug
from cms.rendering.environment import PublicTemplates
from cms.rendering.formats import Formats
from cms.rendering.leadins import LEAD_INS
from cms.rendering.phrases import Phrases
from cms.rendering.references import References, section_anchor
from cms.rendering.words import Words

# Shown by the parts of the page around the sections: opening, facts, closing.
PLACED = frozenset({
    "title", "summary", "from_role", "to_role", "region", "difficulty", "timeline", "weekly_hours", "salary_change",
    "salary_from", "salary_to", "demand", "tags", "authors", "cta",
})  # fmt: skip

_SILENCE = Markup("")
_NOTHING: tuple[object, ...] = (None, [], {})  # what an empty member is


@dataclass(frozen=True)
class Section:
    """A section that the document fills. lead_in: the author's own, or the site's; "" when there is none."""

    name: str
    kind: Kind
    value: Any
    lead_in: str
    own_lead_in: bool

    @property
    def anchor(self) -> str:
        return section_anchor(self.name)


class Article:
    """One document in one language, ready for templates."""

    def __init__(self, document: Document, words: Words, templates: PublicTemplates) -> None:
        self.document, self.words = document, words
        self.formats = Formats(str(document.get("language", "en")), words)
        self.references = References(document)
        self.phrases = Phrases(document, words, self.formats, self.references)
        self._templates = templates
        self._contexts: dict[Template, Context] = {}
        self._shown: dict[tuple[type[Shape], str], Sequence[tuple[str, Kind]]] = {}  # the same for every row of a list
        self._names = {
            **templates.globals,
            "document": document, "article": self, "kinds": GuideContent.members(),
            "fmt": self.formats, "refs": self.references, "say": self.phrases,
            "word": words.word, "plain": words.plain, "plural": words.plural,
            "show": self.show, "part": self.part, "rest": self.rest,
        }  # fmt: skip
        self._names["m"] = templates.get_template("public/parts/macros.html").make_module(self._names, shared=True)

    @property
    def names(self) -> dict[str, Any]:
        """What every template of a guide has in scope."""
        return dict(self._names)

    def sections(self) -> list[Section]:
        """The sections of their own, in reading order, without the empty ones."""
        return [
            Section(name, kind, value, *self._lead_in(name))
            for name, kind, value in self._members(GuideContent, self.document)
            if not kind.part
        ]

    def further_facts(self) -> list[tuple[Kind, Any]]:
        """Members of the form's parts that no part of the page places."""
        members = self._members(GuideContent, self.document)
        return [(kind, value) for name, kind, value in members if kind.part and name not in PLACED]

    def section(self, section: Section) -> Markup:
        """The body of a section: by its own template, else by its kind."""
        template = self._templates.first(
            f"public/sections/{section.name}.html", f"public/kinds/{section.kind.kind}.html"
        )
        return self._rendered(template, kind=section.kind, value=section.value)

    def show(self, kind: Kind, value: Any) -> Markup:
        """A value as flow content, by its kind; nothing when it is absent."""
        if value is None:
            return _SILENCE
        return self._rendered(self._templates.get_template(f"public/kinds/{kind.kind}.html"), kind=kind, value=value)

    def part(self, shape: type[Shape], row: dict[str, Any], name: str) -> Markup:
        """One member of a row, by its kind."""
        return self.show(shape.members()[name], row.get(name))

    def rest(self, shape: type[Shape], row: dict[str, Any], placed: str = "") -> Markup:
        """The members of a row that are not among the `placed` names, as a list of label and value."""
        pairs = [(kind, row[name]) for name, kind in self._others(shape, placed) if row.get(name) not in _NOTHING]
        if not pairs:
            return _SILENCE
        return self._rendered(self._templates.get_template("public/parts/pairs.html"), pairs=pairs)

    def _members(self, shape: type[Shape], value: dict[str, Any]) -> Iterator[tuple[str, Kind, Any]]:
        """The shown members that are present."""
        for name, kind in self._others(shape):
            if value.get(name) not in _NOTHING:
                yield name, kind, value[name]

    def _others(self, shape: type[Shape], placed: str = "") -> Sequence[tuple[str, Kind]]:
        """The members that are shown and not among the `placed` names. Slugs and ids are for machines."""
        known = self._shown.get((shape, placed))
        if known is None:
            without, members = placed.split(), shape.members().items()
            known = self._shown[shape, placed] = [
                (name, kind)
                for name, kind in members
                if kind.shown and not isinstance(kind, Slug) and name not in without
            ]
        return known

    def _lead_in(self, name: str) -> tuple[str, bool]:
        own = self.document.get("intros", {}).get(name)
        return (str(own), True) if own else (LEAD_INS.get(name, ""), False)

    def _rendered(self, template: Template, **more: Any) -> Markup:
        """As template.render(), which would make a context anew for every value of the page."""
        context = self._contexts.pop(template, None)  # not there while the same template is at work further out
        if context is None:
            context = template.new_context(dict(self._names), shared=True)
        context.vars.clear()
        context.parent.update(more)
        html = Markup("".join(template.root_render_func(context)))  # noqa: S704  # our templates escape
        self._contexts[template] = context
        return html
