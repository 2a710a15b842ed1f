"""What programs call: what is public, for everyone; the editorial API, drafts and acts by token, with the refusals of
the forms; and the reference.

Imports services, store and the helpers of web; called by `web.register`. A view turns the request into plain values
(bodies, preconditions, parameters), calls one act or one query, and answers with a representation. A repeated POST is
recognised by idempotency.py. What every call takes and answers is described in openapi/, shown by docs.py.
"""

from flask import Blueprint

from cms.web.api import changes, guides, history, parameters, vocabulary
from cms.web.api.docs import blueprint as reference
from cms.web.api.editorial import blueprint

_GUIDE = "/guides/<uuid:guide_id>"
blueprint.add_url_rule(f"{_GUIDE}/revisions", view_func=history.revisions)
blueprint.add_url_rule(f"{_GUIDE}/revisions/<number>", view_func=history.revision)
blueprint.add_url_rule(f"{_GUIDE}/revisions/<number>/name", view_func=history.name_revision, methods=["PUT"])
blueprint.add_url_rule(f"{_GUIDE}/compare", view_func=history.compare)
blueprint.add_url_rule(f"{_GUIDE}/restore-part", view_func=history.restore_part, methods=["POST"])
blueprint.add_url_rule(f"{_GUIDE}/events", view_func=history.events)

public = Blueprint("public", __name__, url_prefix="/api/v1")
public.before_request(parameters.check)
public.add_url_rule("/guides", endpoint="guides", view_func=guides.index)
public.add_url_rule("/guides/<id_or_slug>", view_func=guides.guide)
public.add_url_rule("/changes", endpoint="changes", view_func=changes.index)
public.add_url_rule("/roles", view_func=vocabulary.roles)
public.add_url_rule("/skills", view_func=vocabulary.skills)
public.add_url_rule("/resources", view_func=vocabulary.resources)
public.add_url_rule("/graph", view_func=vocabulary.graph)

__all__ = ["blueprint", "public", "reference"]
