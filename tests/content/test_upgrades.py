from typing import Any

import pytest

from cms import content
from cms.content import upgrades
from cms.errors import InvalidContent


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.27", "1.999", None, ""])
def test_reads_every_minor_version_as_todays(version: str | None) -> None:
    assert content.draft({"schema_version": version, "title": "a"}) == {"schema_version": "1.0", "title": "a"}
    assert content.draft({"title": "a"}) == {"schema_version": "1.0", "title": "a"}


@pytest.mark.parametrize(
    "version", ["2.0", "0.9", "1", "1.", "1.0.0", "1.x", "1.1000", "v1.0", " 1.0", "1.0\n", 1.0, 1, True, ["1.0"]]
)
def test_refuses_every_other_format(version: Any) -> None:
    with pytest.raises(InvalidContent) as caught:
        content.draft({"schema_version": version})
    assert list(caught.value.errors) == ["schema_version"]


def test_takes_one_step_after_the_other_and_leaves_its_input_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {
        "1.0": ("1.1", lambda raw: {**raw, "way": ["1.0"]}),
        "1.1": ("1.2", lambda raw: {**raw, "way": [*raw["way"], "1.1"]}),
    }
    monkeypatch.setattr(upgrades, "STEPS", steps)
    monkeypatch.setattr(upgrades, "SCHEMA_VERSION", "1.2")
    raw = {"schema_version": "1.0"}
    assert upgrades.upgrade(raw) == {"schema_version": "1.2", "way": ["1.0", "1.1"]}
    assert upgrades.upgrade({"schema_version": "1.2"}) == {"schema_version": "1.2"}
    assert raw == {"schema_version": "1.0"}
