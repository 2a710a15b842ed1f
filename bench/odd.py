"""Texts made to keep the preflight busy: milliseconds of CPU for one, and for one twice as long as that.

python -m bench.odd
"""

import time
from collections.abc import Callable
from functools import partial

from cms.content.preflight.amounts import ambiguous_amount, figure, quoted_titles
from tests.content.preflight.looking import ODD, found, overfull

PROSE = ("1", "1.", "'a ", "“a ", "1 ", "$")


def main() -> None:
    print("| figures and titles in | 6,000 characters | 12,000 |\n| --- | --- | --- |")
    for words in PROSE:
        short, long = (took(partial(_amounts, (words * size)[:size])) for size in (6_000, 12_000))
        print(f"| `{words}` over and over | {short:.1f} | {long:.1f} |")
    print("\n| a draft whose texts are beyond every limit | twice | 4 times |\n| --- | --- | --- |")
    for words in ODD:
        short, long = (took(partial(found, overfull(words, times))) for times in (2, 4))
        print(f"| `{words}` over and over | {short:.0f} | {long:.0f} |")


def took(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return (time.process_time() - before) * 1000


def _amounts(text: str) -> None:
    figure(text), ambiguous_amount(text), list(quoted_titles(text))


if __name__ == "__main__":
    main()
