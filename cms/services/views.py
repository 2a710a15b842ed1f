"""Keeping a choice of guides under a name, and giving it up. What is shared everyone sees, and its owner changes."""

from uuid import UUID

from cms import clock
from cms.content.text import UNSAFE
from cms.errors import InvalidContent, NotFound
from cms.store import views
from cms.store.db import session, transaction
from cms.store.views import SavedView
from cms.workflow import Actor

_MOST = 50
_LONGEST = 60


def keep(name: str, query: str, *, shared: bool, actor: Actor) -> SavedView:
    """An own view of that name says something else from now on. query: as the list spells it. Raises InvalidContent."""
    name = " ".join(UNSAFE.sub(" ", name).split())
    if not name:
        raise InvalidContent({"name": ["Give the view a name."]})
    if len(name) > _LONGEST:
        raise InvalidContent({"name": [f"A name has {_LONGEST} characters at most."]})
    with transaction():
        view = views.own(actor.id, name)
        if view is None:
            if views.number_of(actor.id) >= _MOST:
                raise InvalidContent({"name": [f"You have {_MOST} views, which is the most. Remove one first."]})
            view = SavedView(owner_id=actor.id, name=name, made_at=clock.now())
            session().add(view)
        view.query, view.shared = query, shared
    return view


def remove(view_id: UUID, *, actor: Actor) -> None:
    """Raises NotFound, also for a view of somebody else."""
    with transaction():
        view = views.find(view_id)
        if view is None or view.owner_id != actor.id:
            raise NotFound("You have no such view.")
        session().delete(view)
