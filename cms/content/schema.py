"""The document described as JSON Schema (2020-12), derived from GuideContent: what is declared there is described here.

Two readings of one declaration. A *served* document is what readers get: complete, every list present, nothing null.
A *draft* is what a program may send: anything may be absent or null, and only what a draft refuses is refused.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cms.content import rows
from cms.content.guide import GuideContent
from cms.content.kinds import Amount, Choice, Code, Group, Items, Kind, Lines, Listing, Shape, Slug, Text
from cms.content.slugs import SLUG
from cms.content.upgrades import SCHEMA_VERSION

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# As text.UNSAFE, in a spelling that every dialect of regular expressions reads; lone surrogates are no UTF-8 anyhow.
_SAFE = r"^[^\u0000-\u0008\u000b\u000c{}\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]*$"
SAFE, _SAFE_IN_DRAFTS = _SAFE.format(r"\u000d"), _SAFE.format("")
_BIGGEST = 10**12  # as values.Amount keeps
DRAFT_SLACK = 4  # as values.Text keeps
_CODES = {
    "language": ("BCP 47", r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[a-z0-9]{4,8})*$"),
    "region": ("ISO 3166-1 alpha-2", "^[A-Z]{2}$"),
    "currency": ("ISO 4217", "^[A-Z]{3}$"),
}
# What the checks before review know about members together, which no kind could say alone.
_LONGEST_WEEKS, _MOST_HOURS = 260, 80
_LENGTHS = {
    rows.Timeline: (("min", "max"), _LONGEST_WEEKS),
    rows.Duration: (("value",), _LONGEST_WEEKS * _MOST_HOURS),
}
_TOGETHER: Mapping[type[Shape], Schema] = {
    rows.SalaryChange: {
        "dependentRequired": {"min_percent": ["max_percent"], "max_percent": ["min_percent"]},
        "anyOf": [{"required": ["min_percent"]}, {"required": ["note"]}],
    }
}
_ALWAYS: Mapping[type[Shape], tuple[str, ...]] = {
    GuideContent: ("schema_version",),
    rows.Question: ("question", "answer"),
}
_SAYS = {
    "Guide": "A career transition guide. Unknown values are absent, never null; lists are always there, maybe empty, "
    "except depends_on, whose absence means: after the step before.",
    "GuideDraft": "A guide as it may be sent while it is written. Null, empty text and empty lists mean absent.",
}


class Reading:
    """Describes shapes and remembers them.

    place: what stands before a shape's name in a reference to it. suffix: what its name ends with. slack: how often
    the limit of a text fits into what is taken.
    """

    def __init__(self, *, served: bool, place: str, suffix: str = "", slack: int = 1) -> None:
        self.served, self.place, self.suffix, self.slack = served, place, suffix, slack
        text = {"minLength": 1} if served else {}
        self.shapes: dict[str, Schema] = {
            f"Text{self.suffix}": {
                "type": self._or_null("string"),
                **text,
                "pattern": SAFE if served else _SAFE_IN_DRAFTS,
            }
        }

    def of(self, shape: type[Shape]) -> Schema:
        """A reference to `shape`, which is described on the way."""
        name = self._name(shape)
        if name not in self.shapes:
            self.shapes[name] = {}  # keeps its place before those that it names
            self.shapes[name] = self._members(shape, name)
        return {"$ref": f"{self.place}{name}"}

    def member(self, kind: Kind) -> Schema:
        """What a member of that kind may be, with its words. A kind that nobody described is a KeyError."""
        words = {"title": kind.label, **({"description": kind.help} if kind.help else {})}
        return {**words, **_DESCRIBED[kind.kind](self, kind)}

    def _name(self, shape: type[Shape]) -> str:
        return ("Guide" if shape is GuideContent else shape.__name__) + self.suffix

    def _members(self, shape: type[Shape], name: str) -> Schema:
        members = {member: self.member(kind) for member, kind in shape.members().items()}
        if shape is GuideContent:
            version = {"const": SCHEMA_VERSION} if self.served else {"pattern": r"^(1\.[0-9]{1,3})?$"}
            members["schema_version"] |= version
        says = {"description": _SAYS[name]} if name in _SAYS else {}
        whole: Schema = {**says, "type": "object", "properties": members, "additionalProperties": False}
        if not self.served:
            return whole
        ends, longest = _LENGTHS.get(shape, ((), 0))
        for end in ends:
            members[end] = {"title": members[end]["title"], "type": "number", "exclusiveMinimum": 0, "maximum": longest}
        needed = [member for member, kind in shape.members().items() if _is_always_there(kind)]
        given = ["id"] if "id" in members else []  # the server gives those that were left out
        if needed := list(dict.fromkeys((*given, *needed, *_ALWAYS.get(shape, ())))):
            whole["required"] = needed
        return {**whole, **_TOGETHER.get(shape, {})}

    def _or_null(self, kind: str) -> str | list[str]:
        return kind if self.served else [kind, "null"]

    def text(self, kind: Text) -> Schema:
        said: Schema = {"$ref": f"{self.place}Text{self.suffix}", "maxLength": self.slack * kind.max_length}
        if kind.markup:
            said["contentMediaType"] = "text/markdown"
        return said

    def slug(self, kind: Slug) -> Schema:
        if not self.served:
            return self.text(kind)
        return {"type": "string", "maxLength": kind.max_length, "pattern": f"^{SLUG.pattern}$"}

    def link(self, kind: Text) -> Schema:
        if not self.served:
            return self.text(kind)
        return {"type": "string", "format": "uri", "maxLength": kind.max_length, "pattern": r"^https?://[^\s/]+\.\S+$"}

    def choice(self, kind: Choice) -> Schema:
        if not self.served:
            return {**self.text(kind), "description": f"Before review one of: {', '.join(kind.options)}."}
        return {"type": "string", "enum": list(kind.options)}

    def code(self, kind: Code) -> Schema:
        standard, pattern = _CODES[kind.of]
        words = {"description": f"{kind.help} {standard}.".strip()}
        return {**words, **({"type": "string", "pattern": pattern} if self.served else self.text(kind))}

    def day(self, kind: Text) -> Schema:
        day = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        return day if self.served else {"anyOf": [day, {"const": ""}, {"type": "null"}]}

    def amount(self, kind: Amount) -> Schema:
        lowest, highest = kind.minimum, kind.maximum
        if not self.served or lowest is None:
            lowest = -_BIGGEST
        if not self.served or highest is None:
            highest = _BIGGEST
        return {"type": self._or_null("number"), "minimum": lowest, "maximum": highest}

    def flag(self, kind: Kind) -> Schema:
        return {"type": self._or_null("boolean")}

    def lines(self, kind: Lines) -> Schema:
        return self._list(kind, self.text(kind.line))

    def group(self, kind: Group) -> Schema:
        shape = self.of(kind.shape)
        return shape if self.served else {"anyOf": [shape, {"type": "null"}]}

    def items(self, kind: Items) -> Schema:
        row = self.of(kind.shape)
        return self._list(kind, row if self.served else {"anyOf": [row, {"type": "null"}]})

    def _list(self, kind: Listing, row: Schema) -> Schema:
        """A draft's ceiling counts the rows that say something, which a schema cannot; so it is not stated there."""
        if not self.served:
            return {
                "type": ["array", "null"],
                "items": row,
                "description": f"{kind.help} At most {kind.at_most}.".strip(),
            }
        least = {"minItems": kind.at_least} if kind.at_least else {}
        return {"type": "array", "items": row, **least, "maxItems": kind.at_most}


_DESCRIBED: dict[str, Callable[[Reading, Any], Schema]] = {
    "line": Reading.text,
    "prose": Reading.text,
    "slug": Reading.slug,
    "link": Reading.link,
    "choice": Reading.choice,
    "code": Reading.code,
    "day": Reading.day,
    "amount": Reading.amount,
    "flag": Reading.flag,
    "lines": Reading.lines,
    "references": Reading.lines,
    "group": Reading.group,
    "items": Reading.items,
}
DESCRIBED = frozenset(_DESCRIBED)


def guide_schema(address: str) -> Schema:
    """The schema of the served document. address: where it is published, which is its $id."""
    reading = Reading(served=True, place="#/$defs/")
    reading.of(GuideContent)
    shapes = reading.shapes
    guide = with_delivery(shapes.pop("Guide"))
    return {"$schema": DIALECT, "$id": address, "title": "Guide", **guide, "$defs": shapes}


def with_delivery(guide: Schema) -> Schema:
    """`guide` (a served document) as it is delivered: `_guide` is allowed beside its members."""
    delivery = {"description": "Facts of delivery, beside the document and no part of it.", "type": "object"}
    return {**guide, "properties": {**guide["properties"], "_guide": delivery}}


def _is_always_there(kind: Kind) -> bool:
    """In a document that passed review, with its lists filled in."""
    return not kind.keep_empty if isinstance(kind, Listing) else kind.needed
