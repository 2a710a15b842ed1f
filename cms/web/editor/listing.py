"""What lists of guides say in each row, made so that a row costs little: a macro or an address built anew for each was
a third of the page.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask import url_for
from markupsafe import Markup

from cms.store.guides import Guide
from cms.workflow import PublicStatus, State

_ANY = UUID(int=0)
_STANDING = Markup('<span class="state state-{}">{}</span>')
STANDING = {str(one): _STANDING.format(one, one.label) for one in State}
PUBLIC = {str(one): one.label for one in PublicStatus}


def pages(guides: Iterable[Guide]) -> dict[UUID, str]:
    """The addresses of these guides' pages."""
    before, _, after = url_for("editor.show", guide_id=_ANY).partition(str(_ANY))
    return {one.id: f"{before}{one.id}{after}" for one in guides}


def day(at: datetime) -> Markup:
    """To the minute, in UTC as all of the desk's times."""
    # Digits and names of months alone: nothing in it has to be escaped.
    return Markup(f'<time datetime="{at.isoformat(timespec="seconds")}">{at:%-d %b %Y, %H:%M}</time>')  # noqa: S704
