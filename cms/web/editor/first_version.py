"""A guide that readers never had: nothing has changed for them, so nobody is asked what, or how much."""

from dataclasses import replace
from typing import Any

from cms.rendering.words import first_note
from cms.store.guides import Guide
from cms.workflow import Offer, PublicStatus


def said(guide: Guide, action: str) -> dict[str, Any]:
    """What the records say instead, as inputs of the act."""
    if action != "submit" or guide.public_status != PublicStatus.NEVER_PUBLISHED:
        return {}
    return {"change_note": first_note(guide.language), "major": True}


def unasked(offer: Offer, guide: Guide) -> Offer:
    known = said(guide, offer.action)
    return replace(offer, needs=tuple(need for need in offer.needs if need not in known))
