"""Workers in processes of their own: python -m tests.worker.process ADDRESS PROCESSES.

They do what is due in the database at that address and end; every job of kind `test` leaves its number on a line.
"""

import os
import sys

from flask import Flask

from cms.store import outbox
from cms.store.db import db, engine_options, transaction
from cms.store.outbox import Job
from tests.worker.posts import a_worker


class Saying:
    schedule = (5,)

    def __call__(self, job: Job, worker: str) -> None:
        # First, for once it is settled another process may do the next of its lane, and say so sooner. One write, so
        # that lines of several processes stay whole.
        os.write(1, f"{job.payload['number']}\n".encode())
        with transaction():
            outbox.settle(job, worker, state=outbox.DONE)


def main(address: str, processes: int) -> None:
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=address, SQLALCHEMY_ENGINE_OPTIONS=engine_options(address))
    db.init_app(app)
    children = [pid for pid in (os.fork() for _ in range(processes)) if pid]
    if len(children) < processes:  # a child has the number of those begun before it
        worker = a_worker(app, threads=2, name=str(os.getpid()), handlers={"test": Saying()})
        while worker.run_once():
            pass
        os._exit(0)
    sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
