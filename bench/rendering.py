"""A page rendered anew, in milliseconds of CPU: `python -m bench.rendering [GUIDE.json …] [--runs 150]`.

For each demonstration guide, and for others that are named. The guides take turns, so that what else the machine does
meets all of them.
"""

import argparse
import gc
import statistics
import time
from pathlib import Path

from cms.content import draft, json_text
from tests.factories import DEMONSTRATION
from tests.rendering.support import RENDERER, guide_of


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("guides", nargs="*", type=Path)
    asked.add_argument("--runs", type=int, default=150)
    options = asked.parse_args()
    files: list[Path] = [*sorted(DEMONSTRATION.glob("*.json")), *options.guides]
    guides = {path.stem: guide_of(draft(json_text.parse(path.read_bytes()))) for path in files}
    sizes = {name: len(RENDERER.page(guide).encode()) for name, guide in guides.items()}  # compiles the templates, too
    gc.collect()
    gc.freeze()  # as a web process does once it is loaded
    took: dict[str, list[float]] = {name: [] for name in guides}
    for _ in range(options.runs):
        for name, guide in guides.items():
            before = time.process_time()
            RENDERER.page(guide)
            took[name].append((time.process_time() - before) * 1000)
    print(f"{'':52}{'bytes':>8}{'least':>8}{'median':>8}")
    for name, figures in took.items():
        print(f"{name:52}{sizes[name]:8,}{min(figures):8.2f}{statistics.median(figures):8.2f}")


if __name__ == "__main__":
    main()
