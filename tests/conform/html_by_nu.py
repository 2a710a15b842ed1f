"""The Nu HTML Checker finds nothing on any type of page, public or of the desk. Needs Java and npm."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.workflow import Removal
from tests.factories import a_guide, act, examples, mended_sample
from tests.support.people import PEOPLE
from tests.web.admin.log import a_past, an_endpoint
from tests.web.editor import test_html as desk
from tests.web.editor.desk import page_of

VERSION = "26.9.27"
FOLDER = Path(sys.prefix) / "nu"


@pytest.fixture(scope="session")
def checker() -> Path:
    """The checker's program, fetched once by npm."""
    jar = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    npm, java = shutil.which("npm"), shutil.which("java")
    assert npm, "npm is not installed: apt-get install npm"
    assert java, "Java is not installed: apt-get install default-jre-headless"
    if not jar.is_file():
        FOLDER.mkdir(exist_ok=True)
        command = [npm, "install", "--no-save", "--no-package-lock", "--ignore-scripts", "--prefix", str(FOLDER)]
        subprocess.run([*command, f"vnu-jar@{VERSION}"], check=True, capture_output=True)
    return jar


def test_finds_nothing(sqlite_app: Flask, client: FlaskClient, checker: Path, tmp_path: Path) -> None:
    live = [a_guide("published", document) for document in (*examples().values(), mended_sample())]
    left = {kind: a_guide("published") for kind in Removal if kind is not Removal.REDIRECT}
    for kind, guide in left.items():
        act(guide.id, "takedown", "managing_editor", removal=kind, reason="To be looked at.")
    first = live[0].slug
    start = client.get(f"/guides/{first}.json").get_json()
    roles = [start[end]["slug"] for end in ("from_role", "to_role")]
    addresses = {
        "index": "/",
        "search": "/?q=data&difficulty=moderate",
        "empty": "/?q=nothing-has-this-word",
        **{f"guide-{number}": f"/guides/{one.slug}" for number, one in enumerate(live)},
        "plan": f"/guides/{first}/plan",
        "planned": f"/guides/{first}/plan?hours=8&start=2027-01-04",
        "role": f"/roles/{roles[0]}",
        "roads": f"/paths?from={roles[0]}&to={roles[1]}",
        "no-roads": "/paths",
        **{str(kind): f"/guides/{guide.slug}" for kind, guide in left.items()},
        "not-found": "/guides/nowhere",
        "refused": "/?page=0",
        "documentation": "/api/docs",
    }
    statuses = {}
    for name, address in addresses.items():
        answer = client.get(address)
        statuses[name] = answer.status_code
        (tmp_path / f"{name}.html").write_bytes(answer.data)
    assert statuses == {name: {"gone": 410, "not-found": 404, "refused": 400}.get(name, 200) for name in addresses}
    assert "\n".join(found(checker, tmp_path)) == ""


def others(client: Callable[[str], FlaskClient]) -> desk.Pages:
    endpoint, review, person = an_endpoint(), page_of(a_guide("in_review")), f"/admin/people/{PEOPLE['author'].id}"
    job, *_ = a_past(endpoint)
    webhook = f"/admin/webhooks/{endpoint.id}"
    for key, paths in (
        ("reviewer", (f"{review}/review", f"{review}/comments", "/account/second-step", "/account/passkeys")),
        ("reviewer", ("/account/recovery-codes", "/account/password", "/verify")),
        ("managing_editor", ("/editor/stages",)),
        ("admin", ("/admin/people", "/admin/people/invite", person, f"{person}/disable", "/admin/trash")),
        ("admin", ("/admin/webhooks", "/admin/webhooks/new", webhook, f"{webhook}/change", f"{webhook}/remove")),
        ("admin", (f"{webhook}/deliveries/{job}",)),
    ):
        for path in paths:
            answer = client(key).get(path)
            assert answer.status_code == 200, path
            yield path, answer.text


@pytest.mark.parametrize(
    "screens", [desk.desk, desk.writing, desk.about, desk.leaving, desk.sharing, desk.starting, others]
)
def test_finds_nothing_on_the_desk(
    sqlite_app: Flask, client: FlaskClient, client_for: Callable[[str], FlaskClient], checker: Path, tmp_path: Path,
    screens: Callable[[Callable[[str], FlaskClient]], desk.Pages],
) -> None:  # fmt: skip
    for number, (_, html) in enumerate(screens(lambda key: client_for(key) if key else client)):
        (tmp_path / f"{number}.html").write_text(html, "utf-8")
    assert "\n".join(found(checker, tmp_path)) == ""


def found(checker: Path, folder: Path) -> list[str]:
    """What the checker says about each file."""
    done = subprocess.run(
        ["java", "-jar", str(checker), "--format", "json", "--exit-zero-always", *sorted(map(str, folder.iterdir()))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{Path(one['url']).stem}:{one.get('lastLine')} {one['message']} {one.get('extract', '')[:80]}"
        for one in messages
    ]
