"""Reminders, one guide at a time: what fails at one keeps no other from being told."""

from cms import logs
from cms.errors import NotFound
from cms.services import reminding

_log = logs.logger(__name__)


def run_due() -> int:
    """Returns how many were told. Several workers may look at once."""
    told = 0
    for one in reminding.wanted():
        try:
            told += reminding.remind(one.guide_id, one.about)
        except NotFound:  # deleted for good meanwhile
            continue
        except Exception:
            _log.exception("a reminder failed; the next look tries again", guide_id=str(one.guide_id), about=one.about)
    return told
