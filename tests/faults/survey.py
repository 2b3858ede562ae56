"""Run the attacks on all promises of the product (see `Attack.line`).

    python -m tests.faults.survey [--line N] [--every K]

prints each attack that was not withstood, with the reason; then how many were withstood, how many led to a bad message, and how
many are faults. It exits with 1 if there is a fault, or if there are more bad messages than `MOST_BADLY`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence

from .attacks.every import TABLES
from .attacks.kinds import Attack
from .trial import Tried, tried

MOST_BADLY = 10
ATTACKS: tuple[Attack, ...] = tuple(sorted((attack for table in TABLES for attack in table), key=lambda attack: attack.line))
VERDICTS = ("held", "told badly", "fault", "not here")


def of_line(line: int, *, most: int | None = None) -> list[Attack]:
    """The attacks on promise `line`; if there are more than `most`, only so many, evenly spread over all of them."""
    found = [attack for attack in ATTACKS if attack.line == line]
    if most is None or len(found) <= most:
        return found
    return [found[n * len(found) // most] for n in range(most)]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.survey")
    parser.add_argument("--line", type=int, help="only those on this line")
    parser.add_argument("--every", type=int, default=1, help="only each so many-th")
    parser.add_argument("--name", default="", help="only those with this in their name")
    asked = parser.parse_args(arguments)
    chosen = [a for a in ATTACKS if asked.line in (None, a.line) and asked.name in a.name][:: asked.every]
    begun = time.monotonic(), sum(os.times()[:4])
    went = [_told(tried(attack)) for attack in chosen]
    _table(went)
    print(f"{time.monotonic() - begun[0]:.0f} s, {sum(os.times()[:4]) - begun[1]:.0f} s of a processor")
    counts = Counter(one.verdict for one in went)
    return int(bool(counts["fault"]) or counts["told badly"] > MOST_BADLY)


def _told(one: Tried) -> Tried:
    if one.verdict != "held":
        print(f"{one.verdict}: line {one.attack.line}: {one.attack.name}: {one.why}", flush=True)
    return one


def _table(went: Sequence[Tried]) -> None:
    print(f"{'line':>5}{'attacks':>9}" + "".join(f"{verdict:>12}" for verdict in VERDICTS))
    for line in sorted({one.attack.line for one in went}):
        _row(str(line), [one for one in went if one.attack.line == line])
    _row("all", went)


def _row(head: str, went: Sequence[Tried]) -> None:
    counts = Counter(one.verdict for one in went)
    print(f"{head:>5}{len(went):>9}" + "".join(f"{counts[verdict]:>12}" for verdict in VERDICTS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
