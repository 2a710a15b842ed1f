"""The published types: a TypeScript compiler takes them and every guide, and refuses what is no guide."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from cms import content
from cms.rendering import documents
from tests.factories import a_document, a_full_document, a_short_document, examples, mended_sample
from tests.support import node

pytestmark = pytest.mark.usefixtures("sqlite_app")
OPTIONS = (
    "--strict",
    "--noEmit",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
)


def literal(name: str, value: Any) -> str:
    return f"export const {name}: Guide = {json.dumps(value)};\n"


def program() -> str:
    """Every guide as a literal; then wrong ones, each of which must be refused or the compiler says so."""
    good = [a_document(), a_short_document(), a_full_document(), mended_sample(), *examples().values()]
    served = [documents.served(content.draft(document)) for document in good]
    first = served[0]
    wrong: list[dict[str, Any]] = [
        {**first, "difficulty": "plum"},
        {**first, "title": None},
        {**first, "surprise": 1},
        {**first, "timeline": {**first["timeline"], "min": "6"}},
        {**first, "schema_version": "2.0"},
        {**first, "tags": [1]},
        {name: value for name, value in first.items() if name != "sources"},
    ]
    text = 'import type { Guide, Step } from "./guide-1.0";\n'
    text += "".join(literal(f"guide{index}", value) for index, value in enumerate(served))
    text += "".join(f"// @ts-expect-error\n{literal(f'wrong{index}', value)}" for index, value in enumerate(wrong))
    text += "const step: Step | undefined = guide0.roadmap[0];\n"
    return text + "export const before: string[] = step?.depends_on ?? [];\n"


def test_lets_a_compiler_tell_a_guide_from_what_is_none(client: FlaskClient, tmp_path: Path) -> None:
    if (compiler := node.compiler()) is None or node.find() is None:
        pytest.skip(node.NO_COMPILER)
    answer = client.get("/schemas/guide-1.d.ts")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    (tmp_path / "guide-1.0.d.ts").write_text(answer.text)
    (tmp_path / "consumer.ts").write_text(program())
    compiled = node.run(compiler, *OPTIONS, "consumer.ts", folder=tmp_path)
    assert compiled.stdout == ""
    assert compiled.returncode == 0


def test_says_what_a_member_means(client: FlaskClient) -> None:
    text = client.get("/schemas/guide-1.d.ts").text
    assert "/** Skills to learn */\n  skills_to_learn: SkillToLearn[];" in text
    assert "  depends_on?: string[];" in text
