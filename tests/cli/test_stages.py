"""flask stages show · load."""

import json
from pathlib import Path

from flask import Flask

from cms.store import stages


def test_loads_what_it_shows(sqlite_app: Flask, tmp_path: Path) -> None:
    run = sqlite_app.test_cli_runner().invoke
    shown = run(args=["stages", "show"])
    assert shown.exit_code == 0
    [default] = json.loads(shown.stdout)
    assert default["name"] == "Second look"
    file = tmp_path / "stages.json"
    file.write_text(json.dumps([{**default, "name": "Facts"}, {**default, "name": "Law", "sections": ["faq"]}]))
    assert run(args=["stages", "load", str(file)]).stdout == "Facts, Law\n"
    assert [stage.name for stage in stages.configured()] == ["Facts", "Law"]
    file.write_text('[{"name": "Law"}]')
    refused = run(args=["stages", "load", str(file)])
    assert refused.exit_code == 1
    assert "at least one role" in refused.stderr
    assert [stage.name for stage in stages.configured()] == ["Facts", "Law"]
