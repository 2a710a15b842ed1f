"""What programs call: the editorial API, drafts and acts by token, with the refusals of the forms; and the reference.

Imports services, store and the helpers of web; called by `web.register`. A view turns the request into plain values
(bodies, preconditions, parameters), calls one act or one query, and answers with a representation. A repeated POST is
recognised by idempotency.py. What every call takes and answers is described in openapi/, shown by docs.py.
"""

from cms.web.api.docs import blueprint as reference
from cms.web.api.editorial import blueprint

__all__ = ["blueprint", "reference"]
