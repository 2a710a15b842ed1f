"""Performs publish, as SYSTEM, on guides whose time has come.

However many workers look, the guide's lock lets one of them publish; the others find nothing that waits any more.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import OperationalError

from cms import clock, logs
from cms.errors import NotFound, TransitionRefused
from cms.rendering import Renderer
from cms.services import editorial, scheduling
from cms.services.editorial import Rules
from cms.store import guides, schedules
from cms.store.db import read_by_default, session, transaction
from cms.store.guides import Guide
from cms.store.schedules import Schedule
from cms.worker.duties import AWAY, PartlyDone
from cms.workflow import SYSTEM, Inputs

_AT_A_TIME = 20  # others of the worker's duties wait meanwhile
_MOST_ATTEMPTS = 20
_AGAIN, _AGAIN_AT_MOST = timedelta(seconds=1), timedelta(minutes=1)
_log = logs.logger(__name__)


class Scheduler:
    """Carries out schedules: each publishes the text it pinned, once, or ends in `publish_failed` with the reason."""

    def __init__(self, renderer: Renderer, rules: Rules) -> None:
        self._renderer = renderer
        self._rules = rules
        self._waits: dict[UUID, tuple[datetime, timedelta]] = {}  # by guide: until when, and how long the next time

    def run_due(self) -> int:
        """Those whose time has come by this machine's clock, never one before; returns how many were settled.

        Raises PartlyDone when the others are done, where one went wrong: that is tried again after a wait of its own,
        and takes no other's place meanwhile.
        """
        read_by_default(True)
        settled, fault = 0, None
        waits = {guide_id for guide_id, (until, _) in self._waits.items() if until > clock.now()}
        for guide_id in schedules.due(_AT_A_TIME, but=waits):
            try:
                settled += self.carry_out(guide_id)
                self._waits.pop(guide_id, None)
            except AWAY:
                raise
            except Exception as error:
                fault = fault or error
                settled += self._again_later(guide_id, error)
        if fault:
            raise PartlyDone("a schedule could not be carried out") from fault
        return settled

    def _again_later(self, guide_id: UUID, error: Exception) -> bool:
        """Whether nobody tries any more."""
        _log.error("a schedule failed outside of its act", guide_id=str(guide_id), exc_info=error)
        _, wait = self._waits.get(guide_id, (None, _AGAIN))
        self._waits[guide_id] = (clock.now() + wait, min(2 * wait, _AGAIN_AT_MOST))
        with transaction():
            tries = schedules.tried(guide_id)
        if tries < _MOST_ATTEMPTS:
            return False
        try:
            return self._give_up(guide_id, f"This failed inside {tries} times: {type(error).__name__}.")
        except AWAY:
            raise
        except Exception:
            _log.exception("a schedule could not even be given up", guide_id=str(guide_id))
            return False

    def carry_out(self, guide_id: UUID) -> bool:
        """Whether the guide's schedule was settled, one way or the other."""
        try:
            return self._once(guide_id)
        except NotFound:
            return False
        except OperationalError:  # such as a lock that somebody holds for too long: the next look tries again
            _log.warning("a schedule could not be carried out yet", guide_id=str(guide_id), exc_info=True)
            with transaction():
                tries = schedules.tried(guide_id)
            why = f"The database did not let it through in {_MOST_ATTEMPTS} tries."
            return tries >= _MOST_ATTEMPTS and self._give_up(guide_id, why)

    def _give_up(self, guide_id: UUID, why: str) -> bool:
        """In a transaction of its own, that locks the guide first as every act does: whoever acts on the guide right
        now, and holds it, wants the schedule next.
        """
        with transaction():
            guide = guides.lock(guide_id)
            if schedules.waiting(guide_id) is None:
                return False
            self._fail(guide, why)
        return True

    def _once(self, guide_id: UUID) -> bool:
        with transaction():
            guide = guides.lock(guide_id)
            plan = schedules.waiting(guide_id)
            if plan is None or not plan.overdue:
                return False
            plan.attempts += 1
            session().flush()
            if why := self._why_not(guide, plan):
                self._fail(guide, why)
        return True

    def _why_not(self, guide: Guide, plan: Schedule) -> str:
        """Publishes; where that cannot be, nothing of it is kept, and the reason is returned."""
        if why := scheduling.misfit(guide, guides.revision(guide.id, guide.newest), plan):
            return why
        try:
            with session().begin_nested():
                self._perform(guide, "publish")
        except TransitionRefused as refused:
            return " ".join(one.why for one in refused.refusals)
        except OperationalError:
            raise
        except Exception as error:
            _log.exception("a schedule failed inside", guide_id=str(guide.id))
            return f"This failed inside: {type(error).__name__}."
        return ""

    def _fail(self, guide: Guide, why: str) -> None:
        _log.error("a schedule was not carried out", guide_id=str(guide.id), why=why)
        self._perform(guide, "fail_publish", Inputs(reason=why))

    def _perform(self, guide: Guide, action: str, inputs: Inputs | None = None) -> None:
        editorial.perform(
            guide.id, action, base=guide.newest, actor=SYSTEM, renderer=self._renderer, rules=self._rules,
            inputs=inputs or Inputs(),
        )  # fmt: skip
