"""Figures for Prometheus, of the processes and of the database. Numbers only: no title, address or person."""

from collections.abc import Iterator

from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from cms import clock
from cms.store.db import session
from cms.store.figures import Figures, figures
from cms.web.access import public
from cms.web.metrics import Metrics
from cms.web.once_a_second import OnceASecond


@public
def metrics() -> Response:
    """The database is asked at most once a second."""
    counted: Metrics = current_app.extensions["crossway_metrics"]
    if (cache := current_app.extensions.get("crossway_cache")) is not None:
        counted.flush(cache)
    found = current_app.extensions.setdefault("crossway_figures", OnceASecond(_figures))()
    response = Response(counted.exposition(_Tables(found)), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    response.headers["Cache-Control"] = "no-store"
    return response


def _figures() -> Figures | None:
    try:
        return figures()
    except SQLAlchemyError:
        session().rollback()
        return None


class _Tables(Collector):
    """figures: None while the database does not answer; then it says that and no more."""

    def __init__(self, figures: Figures | None) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        found = self._figures
        yield GaugeMetricFamily("crossway_database_up", "Whether the database answers.", value=found is not None)
        if found is None:
            return
        jobs, plans, now = found.jobs, found.schedules, clock.now()
        oldest, late = [(now - one.oldest_due_at).total_seconds() if one.oldest_due_at else 0 for one in (jobs, plans)]
        for name, about, value in (
            ("public_seq", "Number of the last public change.", found.public_seq),
            ("guides_live", "Guides that readers can read.", found.guides_live),
            ("outbox_waiting", "Jobs that are to be done.", jobs.waiting),
            ("outbox_oldest_seconds", "How long the oldest job that is due has been waiting.", oldest),
            ("outbox_dead", "Jobs that were given up.", jobs.dead),
            (
                "outbox_lateness_seconds",
                "The most a job began late within five minutes.",
                jobs.lateness.total_seconds(),
            ),
            ("schedules_waiting", "Guides that will go live by themselves.", plans.waiting),
            ("schedule_overdue_seconds", "How long ago the oldest of them should have.", late),
            ("publish_failed", "Guides that failed to go live, and wait for somebody.", plans.open_failures),
        ):
            yield GaugeMetricFamily(f"crossway_{name}", about, value=value)
        if jobs.worker_seen_at:
            seen = (now - jobs.worker_seen_at).total_seconds()
            yield GaugeMetricFamily("crossway_worker_seen_seconds", "Since a worker was last at work.", value=seen)
            about = "Faults of duties in workers that were at work within a day."
            yield GaugeMetricFamily("crossway_worker_faults", about, value=jobs.worker_faults)
        failures = "Schedules that could not be carried out."
        yield CounterMetricFamily("crossway_publish_failures", failures, value=plans.failed)
        deliveries = CounterMetricFamily("crossway_deliveries", "Attempts to deliver an event.", labels=["outcome"])
        for outcome, number in sorted(found.deliveries.items()):
            deliveries.add_metric([outcome], number)
        yield deliveries
