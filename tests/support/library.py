"""A library of public guides, made the quick way, and the walks of programs through its lists."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cms.content import Document
from cms.services import drafting
from cms.store import guides
from cms.store.db import session
from cms.store.guides import Guide
from cms.store.publications import Publication
from tests import factories
from tests.support import people, snapshots


def public(number: int, document: Document | None = None, **changes: Any) -> Guide:
    """A guide that went public at once. changes: its sections; without a document it says no more than review needs."""
    people.ensure()

    def written() -> UUID:
        guide_id = drafting.create_guide(_text(number, document, changes), actor=people.actor("author")).guide.id
        return factories.act(guide_id, "force_publish", "managing_editor", reason="For a long list.").id

    guide = guides.find(snapshots.once(("public", number, json.dumps([document, changes])), written))
    session().commit()  # of what was read: it stays as it is until somebody asks again
    return guide


def _text(number: int, document: Document | None, changes: Document) -> Document:
    own = {
        "slug": f"guide-{number}",
        **({} if document else {"title": f"Guide {number}"}),
        "to_role": {"slug": f"role-{number}", "label": f"Role {number}"},
        "translation_key": None,
    }
    return {**document, **own, **changes} if document else factories.a_short_document(**{**own, **changes})


def publications_of(guide_id: UUID) -> Sequence[Publication]:
    """Newest first."""
    query = select(Publication).where(Publication.guide_id == guide_id)
    return session().scalars(query.order_by(Publication.number.desc())).all()


def skill(slug: str) -> dict[str, str]:
    return {"slug": slug, "label": slug.replace("-", " ").capitalize()}


def role(slug: str, *codes: Mapping[str, str]) -> dict[str, Any]:
    return {**skill(slug), **({"codes": list(codes)} if codes else {})}


def naming(*, brought: Sequence[str] = (), learnt: Sequence[str] = ()) -> Document:
    """Sections in which a guide names these skills, for `public(…, **naming(…))`."""
    sections: Document = {}
    for section, slugs in (("transferable_skills", brought), ("skills_to_learn", learnt)):
        if slugs:
            row = factories.a_short_document()[section][0]
            fillers = [one["skill"]["slug"] for one in factories.a_short_document()[section]][len(slugs) :]
            sections[section] = [{**row, "skill": skill(slug)} for slug in (*slugs, *fillers)]
    return sections


def path_of(url: str) -> str:
    """An absolute address as a client asks for it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def next_path(answer: TestResponse) -> str:
    """Where the Link with rel=next leads; "" on the last page."""
    link = answer.headers.get("Link", "")
    return path_of(link[1 : link.index(">")]) if link.endswith('>; rel="next"') else ""


def walk(client: FlaskClient, path: str) -> Iterator[TestResponse]:
    """Every page from here on, by the Links of the answers. None may come twice."""
    seen = set()
    while path:
        assert path not in seen, "no page names itself or one before it"
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status} {answer.text[:300]}"
        yield answer
        path = next_path(answer)


def rows(client: FlaskClient, path: str, name: str = "items") -> list[dict[str, Any]]:
    """All of a list."""
    return [row for page in walk(client, path) for row in page.get_json(force=True)[name]]
