"""Several values of a document said in one phrase: a price, a resource, when a step runs, how old a fact is."""

from typing import Any

from markupsafe import Markup

from cms.content import derived, rows
from cms.content.document import Document
from cms.content.kinds import Choice, Shape
from cms.rendering.formats import Formats
from cms.rendering.markup import link, said
from cms.rendering.references import Named, References, Row
from cms.rendering.words import Words


def isolated(text: str) -> Markup:
    """An author's words inside a phrase of ours, in their own direction."""
    return Markup(f"<bdi>{said(text)}</bdi>")  # noqa: S704  # escaped


class Phrases:
    """In scope of every guide template as `say`."""

    def __init__(self, document: Document, words: Words, formats: Formats, references: References) -> None:
        self._document, self._words, self._formats, self._references = document, words, formats, references
        self._resources: dict[tuple[int, bool], Markup] = {}  # most are named by a skill, by a step and in their list
        self.spans = derived.step_spans(document)
        self.weeks = [derived.week_numbers(span) for span in self.spans]
        self._parallel = any("depends_on" in step for step in document.get("roadmap", ()))

    def choice(self, kind: Choice, value: str | None) -> Markup:
        """The word for a value of an enumeration; a value it does not know stands for itself."""
        if not value:
            return Markup("")
        return self._words.word(kind.options[value]) if value in kind.options else isolated(value)

    def member(self, shape: type[Shape], row: Row, name: str) -> Markup:
        """`choice` for the member `name` of a row."""
        kind = shape.members()[name]
        assert isinstance(kind, Choice), f"{name} is not a choice"  # noqa: S101  # a template's mistake
        return self.choice(kind, row.get(name))

    def pay(self, pay: Row) -> Markup:
        """“€52,000–68,000 per year”."""
        amount = self._formats.money(pay.get("min"), pay.get("max"), pay.get("currency"))
        return self._joined(" ", [amount, self.member(rows.Pay, pay, "period")])

    def price(self, cost: Row) -> Markup:
        """“$29 per month”; nothing to pay is said in a word, “Free in total”."""
        free = cost.get("amount") == 0
        amount = (
            self._words.word("Free") if free else self._formats.money(cost.get("amount"), None, cost.get("currency"))
        )
        return self._joined(" ", [amount, self.member(rows.Cost, cost, "basis")])

    def resource(self, row: Row, *, full: bool) -> Markup:
        """Provider, author, price and format of a resource; with effort and language when `full`."""
        known = self._resources.get((id(row), full))
        if known is None:
            known = self._resources[id(row), full] = self._resource(row, full=full)
        return known

    def _resource(self, row: Row, *, full: bool) -> Markup:
        if full:
            spoken = isolated(self._formats.language(row["language"])) if "language" in row else ""
            return self._joined(
                " · ", [self.resource(row, full=False), self._formats.duration(row.get("effort")), spoken]
            )
        people = [isolated(row[name]) for name in ("provider", "author") if row.get(name)]
        facts = [*people, self.price(row.get("cost", {})), self.member(rows.Resource, row, "format")]
        return self._joined(" · ", facts)

    def authors(self, people: tuple[Row, ...]) -> Markup:
        """Bylines, each a link when its address is safe."""
        named = [isolated(link(one["name"], one.get("url"))) for one in people if one.get("name")]
        return self._joined(self._formats.comma, named)

    def as_of(self, fact: Row) -> str | None:
        """The day a fact was true: its own, else that of its newest source, which is published rather than read."""
        cited = [named.row for named in self._references.named("sources", fact.get("source_ids"))]
        days = [day for source in cited if (day := source.get("published_on") or source.get("accessed_on"))]
        return fact.get("as_of") or max(days, default=None)

    def proven_alike(self, *facts: Row | None) -> bool:
        """Whether all `facts` are there, with the same sources and the same day."""
        return all(facts) and len({(self.as_of(fact), *fact.get("source_ids", ())) for fact in facts if fact}) == 1

    def step_weeks(self, index: int) -> Markup:
        """“Weeks 7–10”; "" for a step without a length."""
        numbers = self.weeks[index]
        if not numbers:
            return Markup("")
        first, last = numbers
        said = f"{first}–{last}" if last > first else str(first)
        return self._words.plural("Week %(count)s", "Weeks %(count)s", 1 if last == first else max(last, 3), count=said)

    def builds_on(self, index: int) -> list[Named] | None:
        """The steps that must end before this one; None when the order of the list says it all."""
        steps: list[dict[str, Any]] = self._document.get("roadmap", [])
        if not self._parallel:
            return None
        before = steps[index].get("depends_on")
        implied = [steps[index - 1].get("id", "")] if index else []
        return self._references.named("roadmap", implied if before is None else before)

    def grouped(self, rows: list[Row], by: Choice, name: str) -> list[tuple[str, list[Row]]]:
        """`rows` under the values of their member `name`, in the order of the enumeration; "" for those without."""
        groups: dict[str, list[Row]] = {value: [] for value in by.options}
        for row in rows:
            groups.setdefault(row.get(name, ""), []).append(row)
        return [(value, members) for value, members in groups.items() if members]

    @staticmethod
    def _joined(between: str, parts: list[Any]) -> Markup:
        return Markup(between.join([said(part) for part in parts if part]))  # noqa: S704  # `between` is always ours
