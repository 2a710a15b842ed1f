"""Time passes, and the worker clears up and carries out schedules."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from cms import clock
from cms.store import guides, history, retention
from cms.worker import Scheduler
from cms.workflow import SYSTEM
from tests.services.walk.ground import SAID, Ground


class Waiting(Ground):
    @rule(hours=st.sampled_from([0.2, 1, 12, 23, 25]))
    def wait(self, hours: float) -> None:
        """Superseded autosaves are let go a day later, never sooner, and nothing else is."""
        self.time.shift(timedelta(hours=hours))
        may = {guide.id: guide.superseded(clock.now()) - guide.let_go for guide in self.guides}
        retention.forget()
        for guide in self.guides:
            there = {row.number for row in history.page(guide.id).entries}
            went = guide.kept.keys() - there
            assert went <= may[guide.id], f"2: let go too soon: {went - may[guide.id]}"
            open_still = {page.revision for page in guide.pages.values() if not page.ended}
            left = {number for number in may[guide.id] - open_still if number + 1 not in guide.let_go} - went
            assert not left, f"never let go: {left}"
            guide.let_go |= went
            known_since = clock.now() - timedelta(days=7)  # a page that says nothing for longer is forgotten
            guide.pages = {name: page for name, page in guide.pages.items() if page.at >= known_since}
            self.succeeded["let go"] += len(went)
        self.check("wait", None, SYSTEM)
        self.work()

    def work(self) -> None:
        """10. Whose time has come goes live once, with the text that was scheduled, or fails; no other guide moves."""
        scheduler = Scheduler(self.parts.renderer, self.site_rules)
        for guide in self.guides:
            due = guide.due is not None and guide.due <= clock.now()
            assert scheduler.carry_out(guide.id) == due, "10: early, or not at all"
            if due:
                state = guides.find(guide.id).state
                self.note_act(guide, "publish" if state == "published" else "fail_publish", SYSTEM, SAID)
                self.check(f"{state} by itself", None, SYSTEM)
        assert scheduler.run_due() == 0, "10: twice"
