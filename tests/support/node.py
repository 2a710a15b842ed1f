"""Node and the TypeScript compiler, for the tests of what consumers run. `python -m tests.support.node` gets it ready.

The compiler is one package without dependencies, installed into the virtual environment by the ordinary npm. Without
Node these tests are skipped, which is said loudly; with CI=true it is an error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TYPESCRIPT = "5.9.3"
NO_NODE = "no Node: install Debian’s package nodejs, version 20 or later"
NO_COMPILER = f"no TypeScript compiler: `python -m tests.support.node` installs {TYPESCRIPT} where npm is there"

_FOLDER = Path(sys.prefix) / "node"
_COMPILER = _FOLDER / "node_modules" / "typescript"


def find() -> str | None:
    """Node itself."""
    return shutil.which("node")


def compiler() -> Path | None:
    """The compiler's program, to be run by Node, in the version we pin."""
    program = _COMPILER / "bin" / "tsc"
    named = _COMPILER / "package.json"
    return program if named.is_file() and f'"version": "{TYPESCRIPT}"' in named.read_text() else None


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
    print(f"Installing the TypeScript compiler {TYPESCRIPT} for the tests (npm) …", flush=True)
    quiet = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _FOLDER.mkdir(exist_ok=True)
    subprocess.run(
        [npm, "install", *quiet, "--prefix", str(_FOLDER), f"typescript@{TYPESCRIPT}"], capture_output=True, check=False
    )


def main() -> int:
    if find() and compiler() is None:
        _install()
    missing = NO_NODE if find() is None else NO_COMPILER if compiler() is None else None
    if missing is None:
        return 0
    print(f"TESTS OF CONSUMERS WILL BE SKIPPED: {missing}.", file=sys.stderr, flush=True)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
