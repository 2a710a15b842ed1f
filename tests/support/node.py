"""Node, the TypeScript compiler and a reader of feeds, for the tests of what consumers run.

`python -m tests.support.node` gets them ready: two packages, installed into the virtual environment by the ordinary
npm. Without Node these tests are skipped, which is said loudly; with CI=true it is an error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TYPESCRIPT = "5.9.3"
FEEDSMITH = "3.0.1"
NO_NODE = "no Node: install Debian’s package nodejs, version 20 or later"
NO_COMPILER = f"no TypeScript compiler: `python -m tests.support.node` installs {TYPESCRIPT} where npm is there"

_FOLDER = Path(sys.prefix) / "node"
NO_READER = f"no reader of feeds: `python -m tests.support.node` installs feedsmith {FEEDSMITH} where npm is there"


def find() -> str | None:
    """Node itself."""
    return shutil.which("node")


def compiler() -> Path | None:
    """The compiler's program, to be run by Node, in the version we pin."""
    found = _package("typescript", TYPESCRIPT)
    return found and found / "bin" / "tsc"


def reader() -> Path | None:
    """The package feedsmith, in the version we pin."""
    return _package("feedsmith", FEEDSMITH)


def _package(name: str, version: str) -> Path | None:
    folder = _FOLDER / "node_modules" / name
    named = folder / "package.json"
    return folder if named.is_file() and f'"version": "{version}"' in named.read_text() else None


def run(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Node in `folder`; asks nobody and keeps nothing elsewhere."""
    node = find()
    if node is None:
        raise LookupError(NO_NODE)
    kept = {"PATH": os.environ["PATH"], "HOME": str(folder), **environment}
    return subprocess.run(
        [node, *arguments], cwd=folder, env=kept, capture_output=True, text=True, timeout=60, check=False
    )


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        return
    wanted = [f"typescript@{TYPESCRIPT}", f"feedsmith@{FEEDSMITH}"]  # together: npm removes what it was not asked for
    print(f"Installing {' and '.join(wanted)} for the tests (npm) …", flush=True)
    quiet = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _FOLDER.mkdir(exist_ok=True)
    subprocess.run([npm, "install", *quiet, "--prefix", str(_FOLDER), *wanted], capture_output=True, check=False)


def main() -> int:
    if find() and not (compiler() and reader()):
        _install()
    missing = NO_NODE if find() is None else None if compiler() else NO_COMPILER
    missing = missing or (None if reader() else NO_READER)
    if missing is None:
        return 0
    print(f"TESTS OF CONSUMERS WILL BE SKIPPED: {missing}.", file=sys.stderr, flush=True)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
