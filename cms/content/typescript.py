"""The document's schema as TypeScript declarations, for programs that read guides."""

import json
from collections.abc import Iterator

from cms.content.schema import Schema

_SIMPLE = {"string": "string", "number": "number", "boolean": "boolean"}


def declarations(schema: Schema) -> str:
    """A .d.ts file with one interface for each shape of `schema`, as schema.guide_schema() gives it."""
    shapes = schema["$defs"]
    head = (
        f"// The document of a guide, format {schema['properties']['schema_version']['const']}.\n// {schema['$id']}\n"
    )
    parts = [_interface("Guide", schema, shapes)]
    parts += [_interface(name, shape, shapes) for name, shape in shapes.items() if shape["type"] == "object"]
    return "\n".join([head, *parts])


def _interface(name: str, shape: Schema, shapes: Schema) -> str:
    lines = [*_comment(shape.get("description", ""), ""), f"export interface {name} {{"]
    for member, schema in shape["properties"].items():
        lines += _comment(". ".join(filter(None, (schema.get("title"), schema.get("description")))), "  ")
        optional = "" if member in shape.get("required", ()) else "?"
        lines.append(f"  {member}{optional}: {_type(schema, shapes)};")
    return "\n".join([*lines, "}", ""])


def _type(schema: Schema, shapes: Schema) -> str:
    """Raises KeyError for what has no type yet."""
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(map(json.dumps, schema["enum"]))
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name if shapes[name]["type"] == "object" else _type(shapes[name], shapes)
    if schema["type"] == "array":
        row = _type(schema["items"], shapes)
        return f"({row})[]" if "|" in row else f"{row}[]"
    if schema["type"] == "object":
        return "{ [name: string]: unknown }"
    return _SIMPLE[schema["type"]]


def _comment(text: str, indent: str) -> Iterator[str]:
    if text:
        yield f"{indent}/** {text.replace('*/', '* /')} */"
