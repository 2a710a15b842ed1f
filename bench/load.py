"""Loading one address with wrk, and what that cost the processes behind it."""

import os
import re
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figures:
    """One run. rate: answers a second; p50, p99: milliseconds; cpu: seconds of the server for 1,000 answers."""

    rate: float
    p50: float
    p99: float
    cpu: float
    errors: int


def run(
    url: str, pids: list[int], headers: dict[str, str], *, seconds: int, script: Path | None = None,
    from_afar: bool = False,
) -> Figures:  # fmt: skip
    """One run of wrk against `url`; pids: the processes whose time counts.

    from_afar: as if from another machine: wrk never waits for a processor, where the system allows that. Only for a
    load that leaves most of one free.
    """
    before = sum(map(cpu_seconds, pids))
    options = [option for name, value in headers.items() for option in ("-H", f"{name}: {value}")]
    done = subprocess.run(  # noqa: S603
        [needed("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *options,
         *(["-s", str(script)] if script else []), url],
        capture_output=True, text=True, check=True, preexec_fn=_never_waits if from_afar else None,
    )  # fmt: skip
    spent = sum(map(cpu_seconds, pids)) - before
    sys.stderr.write(done.stderr)  # what it says before it is wrk is caught, too
    said = done.stdout
    answers = int(_found(r"(\d+) requests in", said))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    errors = (int(refused[1]) if refused else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return Figures(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        p50=_milliseconds(_found(r"\n +50%\s+(\S+)", said)),
        p99=_milliseconds(_found(r"\n +99%\s+(\S+)", said)),
        cpu=spent / max(1, answers) * 1000,
        errors=errors,
    )


def _never_waits() -> None:
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        print("wrk waits for processors like everybody else, and its waiting is counted", file=sys.stderr)


def median(runs: list[Figures]) -> Figures:
    """Of each figure by itself; errors are added up."""
    middle = {name: statistics.median(getattr(one, name) for one in runs) for name in ("rate", "p50", "p99", "cpu")}
    return Figures(**middle, errors=sum(one.errors for one in runs))


def needed(program: str) -> str:
    """The program's path; ends this run, loudly, when it is not installed."""
    path = shutil.which(program)
    if path is None:
        print(f"{program} is not installed, so nothing was measured: apt-get install nginx-light wrk", file=sys.stderr)
        sys.exit(2)
    return path


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def memory_megabytes(pid: int) -> float:
    """Resident memory."""
    found = _found(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found) / 1024


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"no {pattern!r} in:\n{text}")
    return match[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\D+)", text).groups()  # type: ignore[union-attr]
    return float(number) * _UNITS[unit]
