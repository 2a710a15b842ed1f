"""If-Match: which revision the caller looked at, so that a stale write never wins silently."""

import re

from flask import abort, request

_TAG = re.compile(r'"([1-9][0-9]{0,8})"', re.ASCII)


def base() -> int:
    """The revision number in If-Match. Aborts with 428 when there is none, 400 when it is not one strong tag.

    `*` would match whatever is there, and a weak tag or a list may match more than was seen: neither says what the
    caller looked at.
    """
    given = request.headers.get("If-Match")
    if given is None:
        abort(428, 'Say which revision you looked at: If-Match: "3", the ETag of the guide.')
    if not (found := _TAG.fullmatch(given.strip())):
        abort(400, 'If-Match must be one revision number in quotes, such as "3".')
    return int(found.group(1))
