"""Who may do what, when: the states of a guide, one table of transitions, and the guards that refuse.

Pure: plain frozen values in, a row of the table or a refusal out; no clock, no database, no request.
Imports the standard library and cms.errors. Called by store (states, stages), services (decide, contributors),
and through them by web and worker; `available` and `gates` are what screens and API show.
"""

from cms.workflow.actors import EDITORIAL_ROLES, OPERATOR, SYSTEM, Actor, Role
from cms.workflow.decide import Offer, available, decide, gates
from cms.workflow.diagram import mermaid
from cms.workflow.facts import NOTHING_SAID, Facts, Inputs
from cms.workflow.four_eyes import Authorship, contributors
from cms.workflow.guards import PURGE_AFTER_DAYS
from cms.workflow.review_guards import may_approve
from cms.workflow.stages import Approval, Stage, default_stages, eligible
from cms.workflow.states import PublicStatus, Removal, State
from cms.workflow.transitions import TRANSITIONS, Effect, Transition

__all__ = [
    "EDITORIAL_ROLES",
    "NOTHING_SAID",
    "OPERATOR",
    "PURGE_AFTER_DAYS",
    "SYSTEM",
    "TRANSITIONS",
    "Actor",
    "Approval",
    "Authorship",
    "Effect",
    "Facts",
    "Inputs",
    "Offer",
    "PublicStatus",
    "Removal",
    "Role",
    "Stage",
    "State",
    "Transition",
    "available",
    "contributors",
    "decide",
    "default_stages",
    "eligible",
    "gates",
    "may_approve",
    "mermaid",
]
