"""A copied guide is as one that the services made: row by row, but for ids, times and the hashes over both."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from cms import clock
from cms.rendering import Renderer
from cms.services import publishing
from cms.store import chains, events, publications
from cms.store.db import Base, db, session, transaction
from cms.store.guides import Guide
from cms.web.parts import Parts
from tests import factories
from tests.support import copies, people
from tests.support.sites import Site

STATES = get_args(factories.State)
Made = Callable[[str], Guide]
_OWN = re.compile(r"\b([0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{64})\b")
_TIME = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d:?\d\d[.\d]*|datetime\.datetime\([^)]*\)")


@pytest.fixture
def a_copy(app: Flask, site: Site) -> Made:
    """a_copy("published") in an empty database; fails where the services would have made it."""

    def a_copy(state: str) -> Guide:
        kept = next((one for one in app.extensions["copied_guides"].made if one.startswith(f"{state}/")), "")
        if not kept:
            factories.a_guide(state)  # type: ignore[arg-type]
            copies.between_tests()
            renew(site)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cms.services.drafting.create_guide", None)
            return factories.a_guide(state)  # type: ignore[arg-type]

    return a_copy


def renew(site: Site) -> None:
    db.session.remove()
    with site.fresh():
        people.ensure()


def held() -> dict[str, list[dict[str, Any]]]:
    """Every table, those of the search included."""
    found = {table.name: copies.held(table) for table in Base.metadata.sorted_tables}
    for name in ("draft_words", "live_words"):
        found[name] = [dict(row) for row in session().execute(text(f"SELECT rowid, * FROM {name}")).mappings()]  # noqa: S608
    return found


def without_chance(rows: dict[str, list[dict[str, Any]]]) -> list[str]:
    """As lines of text, with ids and hashes numbered in the order in which they appear, and without times."""
    seen: dict[str, str] = {}
    said = _TIME.sub("TIME", "\n".join(f"{name} {row}" for name in rows for row in rows[name]))
    lines = _OWN.sub(lambda found: seen.setdefault(found.group().replace("-", ""), f"<{len(seen)}>"), said)
    return lines.splitlines()


@pytest.mark.parametrize("state", STATES)
def test_is_as_the_services_make_it_in_every_row(site: Site, a_copy: Made, state: str) -> None:
    a_copy(state)
    copy = without_chance(held())
    with time_machine.travel(clock.now(), tick=True):  # nothing is copied while the clock is set
        renew(site)
        factories.a_guide(state)  # type: ignore[arg-type]
        made = without_chance(held())
    assert copy == made
    assert sum("TIME" in line for line in copy) > 3


def test_says_the_same_times_in_its_rows_and_on_its_pages(app: Flask, renderer: Renderer, a_copy: Made) -> None:
    before = clock.now()
    guide = a_copy("published")
    publication = publications.live(guide.id)
    assert publication
    assert before - timedelta(seconds=1) < publication.published_at <= clock.now()
    with transaction():
        publishing.render_again(guide, publication, renderer)
    db.session.remove()
    seen = publications.live(guide.id)
    assert seen
    assert (seen.generation, publications.clock().generation) == (1, 1), "rendered again, every form is the same"


def test_has_a_log_that_holds_and_ids_of_its_own(app: Flask, site: Site, a_copy: Made) -> None:
    guide = a_copy("published")
    assert chains.broken(events.of_guide(guide.id)) is None
    assert len(events.of_guide(guide.id)) == 4
    ids = {guide.id, *(one.id for one in events.of_guide(guide.id))}
    renew(site)
    again = a_copy("published")
    assert not ids & {again.id, *(one.id for one in events.of_guide(again.id))}
    assert all(isinstance(one, UUID) and one.version == 7 for one in ids)


def test_goes_on_as_any_other(app: Flask, a_copy: Made) -> None:
    guide = a_copy("published")
    moves = publications.Moves.seen
    assert factories.published_again(guide.id, title="From Bus Driver to Planner, Again").state == "published"
    factories.a_guide("published")
    assert publications.clock().seq == 3
    assert publications.Moves.seen > moves
    assert chains.broken(events.of_guide(guide.id)) is None


@pytest.mark.parametrize("how", ["somebody is there", "other rules", "the clock is set", "in an act"])
def test_is_made_by_the_services_where_they_might_do_something_else(
    app: Flask, site: Site, parts: Parts, a_copy: Made, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    a_copy("published")
    renew(site)
    if how == "somebody is there":
        with transaction() as act:
            act.execute(text("UPDATE \"user\" SET name = 'Somebody Else' WHERE name = 'Amira Haddad'"))
    if how == "other rules":
        monkeypatch.setitem(
            app.extensions, "crossway", replace(parts, rules=replace(parts.rules, reviewers_required=2))
        )
    monkeypatch.setattr("cms.services.drafting.create_guide", _refused)
    clocks = time_machine.travel(clock.now()) if how == "the clock is set" else nullcontext()
    acts = transaction() if how == "in an act" else nullcontext()
    with pytest.raises(ZeroDivisionError), clocks, acts:
        factories.a_guide("published")


def _refused(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError
