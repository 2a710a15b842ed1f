"""The templates' own ways: what they keep, and what they never do without."""

from pathlib import Path

import pytest
from jinja2 import FileSystemLoader, TemplateNotFound, UndefinedError

from cms.rendering import Renderer
from cms.rendering.environment import PublicTemplates
from tests.rendering.support import ROOT, SITE, example, guide_of


def test_a_second_page_asks_no_file_for_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor for the templates that some sections do not have."""
    renderer, guide = Renderer(SITE, ROOT / "templates"), guide_of(example("registered-nurse"))
    first, asked = renderer.page(guide), []
    monkeypatch.setattr(FileSystemLoader, "get_source", lambda _self, _templates, name: asked.append(name))

    assert renderer.page(guide) == first
    assert asked == []


def test_the_first_template_that_there_is_counts(tmp_path: Path) -> None:
    (tmp_path / "second.html").write_text("{{ name }}")
    templates = PublicTemplates(tmp_path)

    for _ in range(2):
        assert templates.first("none.html", "second.html").render(name="<b>") == "&lt;b&gt;"
    with pytest.raises(TemplateNotFound):
        templates.first("none.html")
    with pytest.raises(UndefinedError):
        templates.first("second.html").render()


def test_calls_go_straight_and_say_the_same(tmp_path: Path) -> None:
    """With a block for the macro that is called, with names that Python keeps for itself, and with lists of values."""
    (tmp_path / "page.html").write_text(
        "{% macro box(word) %}<i>{{ word }}</i>{% endmacro %}{% macro around() %}<b>{{ caller() }}</b>{% endmacro %}"
        "{{ box('<') }}{% call around() %}&{% endcall %}{{ made(class='c', *two, **three) }}{{ made(class='d') }}"
    )
    page = PublicTemplates(tmp_path).get_template("page.html")

    said = page.render(two=[1, 2], three={"x": ">"}, made=lambda *places, **names: f"{places}{sorted(names.values())}")

    assert said == "<i>&lt;</i><b>&</b>(1, 2)[&#39;&gt;&#39;, &#39;c&#39;]()[&#39;d&#39;]"
