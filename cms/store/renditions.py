"""Renditions: a publication in each form that readers can ask for, rendered once and kept ready to send."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, Text, bindparam, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from cms.errors import NotFound, NotReady
from cms.store.db import Base, Model, session


class Form(StrEnum):
    """What a rendition is for. The first five are bodies of addresses, the others pieces that lists are joined from."""

    PAGE = "page"  # also what stays at the address of a withdrawn or gone guide
    RESOURCE = "resource"
    MARKDOWN = "markdown"
    CALENDAR = "calendar"
    FEED_ITEM = "feed_item"
    FEED_SUMMARY = "feed_summary"
    LIST_ITEM = "list_item"
    ATOM_ENTRY = "atom_entry"


class Rendition(Model):
    """One form of one publication. A row each, so that a list never reads past the pages of its guides."""

    __tablename__ = "rendition"
    __table_args__ = (ForeignKeyConstraint(["guide_id", "number"], ["publication.guide_id", "publication.number"]),)

    guide_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(String(20), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


# Made once, for every page that is not in memory and every act asks these.
_ALL = select(Rendition).where(Rendition.guide_id == bindparam("guide_id"), Rendition.number == bindparam("number"))
_BODY = _ALL.with_only_columns(Rendition.body).where(Rendition.form == bindparam("form"))
_KEEP = insert(Base.metadata.tables[Rendition.__tablename__])


def keep(guide_id: UUID, number: int, bodies: Mapping[Form, str], *, first: bool = False) -> bool:
    """Keeps the forms given; returns whether any differs from what was there. first: nothing was."""
    asked = {"guide_id": guide_id, "number": number}
    there = {} if first else {one.form: one for one in session().scalars(_ALL, asked)}
    new = [
        {"guide_id": guide_id, "number": number, "form": str(form), "body": body}
        for form, body in bodies.items()
        if form not in there
    ]
    if new:
        session().execute(_KEEP, new)
    changed = bool(new)
    for form, one in there.items():
        if one.body != bodies.get(Form(form), one.body):
            one.body, changed = bodies[Form(form)], True
    return changed


def of_publication(guide_id: UUID, number: int, form: Form) -> str:
    """Of any publication, live or ended. Raises NotFound for one that there never was."""
    try:
        return body(guide_id, number, form)
    except NotReady:
        raise NotFound("There is no such publication.") from None


def body(guide_id: UUID, number: int, form: Form) -> str:
    """Raises NotReady while that form is still to be rendered, right after an update of the program."""
    found = session().scalar(_BODY, {"guide_id": guide_id, "number": number, "form": str(form)})
    if found is None:
        raise NotReady("This is being made ready. Try again in a moment.")
    return found
