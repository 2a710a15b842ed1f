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
