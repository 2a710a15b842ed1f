"""The content document: from raw input to the normal form that is stored and exported, and a walk through it."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError

from cms.content.guide import GuideContent
from cms.content.kinds import Group, Items, Kind, Listing, Shape, says_something
from cms.content.row_ids import give_ids, refuse_equal_ids
from cms.content.rows import identity
from cms.content.slugs import slugify
from cms.content.upgrades import upgrade
from cms.errors import InvalidContent

Document = dict[str, Any]
Where = tuple[str | int, ...]

_SCHEMA = GuideContent()


def draft(
    raw: Any, *, base: Document | None = None, used: Collection[str] = (), beside: Document | None = None
) -> Document:
    """The normal form of `raw`: members in declared order, nothing blank, every row with its id.

    base: the document this one continues; a row without id that says the same as a row there keeps that row's id.
    used: ids the guide has ever given, which are not given again. beside: what was saved since `base`; a new row that
    says just what a new row there says is that one, or what is sent twice would stand there twice.
    Raises InvalidContent, with errors in the shape of `raw`, for what even a draft may not be.
    """
    if not isinstance(raw, dict):
        raise InvalidContent({"document": ["A guide must be an object with named members."]})
    try:
        wanted = upgrade(raw)
        same = _unchanged(wanted, base or {})
        loaded = _SCHEMA.load({name: value for name, value in wanted.items() if name not in same})
    except ValidationError as error:
        raise InvalidContent(error.messages_dict) from None
    except RecursionError:
        raise InvalidContent({"document": ["This is nested too deep."]}) from None
    refuse_equal_ids({**loaded, **same})
    document = _pruned(loaded, GuideContent, same)
    _fill_slugs(document)
    give_ids(document, base or {}, used, beside or {})
    return document


def _unchanged(raw: Document, base: Document) -> Document:
    """The sections of `raw` that say to the letter what `base` does: they are in normal form already, and of many a
    save changes few.
    """
    return {name: base[name] for name, value in raw.items() if name in base and _is_same(value, base[name])}


def _is_same(one: Any, other: Any) -> bool:
    """Equal, and written alike: True is neither 1 nor 1.0."""
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, dict):
        return all(_is_same(one[name], other[name]) for name in one)
    return not isinstance(one, list) or all(map(_is_same, one, other))


def _pruned(value: Any, shape: type[Shape], ready: Mapping[str, Any] = MappingProxyType({})) -> Document:
    """`value` without null, empty text, empty lists and empty objects, at every depth. ready: members as they stay."""
    kept: Document = {}
    for name, kind in shape.members().items():
        if name in ready:
            kept[name] = ready[name]
            continue
        member = value.get(name)
        if isinstance(member, dict):
            member = _pruned(member, kind.shape) if isinstance(kind, Group) else member
        elif isinstance(member, list):
            rows = [_pruned(row, kind.shape) for row in member] if isinstance(kind, Items) else member
            member = [row for row in rows if says_something(row)]
            if not member and isinstance(kind, Listing) and kind.keep_empty:
                kept[name] = member
        if member is not None and member not in ("", [], {}):
            kept[name] = member
    return kept


def _fill_slugs(document: Document) -> None:
    """A role or skill that was only named gets the slug of its name."""
    skills = [
        row.get("skill", {})
        for section in ("transferable_skills", "skills_to_learn")
        for row in document.get(section, [])
    ]
    for named in [document.get("from_role", {}), document.get("to_role", {}), *skills]:
        if "slug" not in named and (slug := slugify(named.get("label", ""), longest=80)):
            named.update(
                {
                    "slug": slug,
                    "label": named.pop("label"),
                    **({"codes": named.pop("codes")} if "codes" in named else {}),
                }
            )


def walk(document: Document) -> Iterator[tuple[Where, Kind, Any]]:
    """Every declared member of `document` with where it stands, its kind and its value (None when absent)."""
    return _walk((), GuideContent, document)


def _walk(where: Where, shape: type[Shape], value: Document) -> Iterator[tuple[Where, Kind, Any]]:
    for name, kind in shape.members().items():
        member, here = value.get(name), (*where, name)
        yield here, kind, member
        if isinstance(kind, Group) and member is not None:
            yield from _walk(here, kind.shape, member)
        elif isinstance(kind, Items):
            for index, row in enumerate(member or ()):
                yield from _walk((*here, index), kind.shape, row)


def path(document: Document, where: Where) -> str:
    """`where` as findings name it: `roadmap[step-1].tasks[2]`; a row by its own id where its section names rows."""
    text, rows = "", None
    for part in where:
        if isinstance(part, str):
            text += f".{part}" if text else part
            kind = GuideContent.members().get(part)
            rows = (
                document.get(part, [])
                if len(text) == len(part) and isinstance(kind, Items) and kind.named_rows
                else None
            )
        else:
            text += f"[{identity(rows[part]) if rows else part}]"
            rows = None
    return text


def unfinished(document: Document) -> list[tuple[Where, str]]:
    """What review still needs: where, and a sentence."""
    return [(where, why) for where, kind, value in walk(document) if (why := kind.missing(value))]
