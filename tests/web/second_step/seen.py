"""What came of it: who is in, what the log says, and what was written to whom."""

from flask.testing import FlaskClient
from sqlalchemy import select

from cms.store import site_events
from cms.store.accounts import User
from cms.store.db import session
from cms.store.outbox import Job
from tests.support.people import PEOPLE

AUTHOR = PEOPLE["author"]


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def log() -> list[str]:
    return [one.action for one in site_events.whole_chain() if one.action.startswith("factor_")]


def letters() -> list[str]:
    jobs = session().scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))
    return [job.payload["letter"]["subject"] for job in jobs]


def author() -> User:
    found = session().get(User, AUTHOR.id, populate_existing=True)
    assert found
    return found
