"""Web addresses looked at: each job asks once for one address that guides name."""

from collections.abc import Sequence

from cms.services import link_checking
from cms.store import links, outbox
from cms.store.db import session, transaction
from cms.store.outbox import Job
from cms.worker.http_client import Failed, HttpClient

_GONE = (404, 410)
_FROM = 500  # servers that fail; all other answers, refusals of a program among them, say that somebody is there


class Links:
    """The handler of `link` jobs."""

    schedule: Sequence[int] = (60, 600, 3600)  # seconds; for what fails on our side

    def __init__(self, client: HttpClient, *, name: str) -> None:
        """name: what we call ourselves to the sites that we ask."""
        self._client = client
        self._headers = {"user-agent": name, "accept": "*/*"}

    def __call__(self, job: Job, worker: str) -> None:
        url = job.payload["url"]
        wanted = links.is_named(url)
        session().rollback()  # no connection to the database is held while the other side takes its time
        answers = self._answers(url) if wanted else False
        with transaction():
            if outbox.settle(job, worker, state=outbox.DONE) and wanted:
                link_checking.record(url, answers=answers)

    def _answers(self, url: str) -> bool:
        try:
            status = self._client.get(url, self._headers).status
        except Failed:
            return False
        return status not in _GONE and status < _FROM
