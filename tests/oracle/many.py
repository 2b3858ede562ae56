"""Compare the package with the oracle in many made-up worlds, one for each seed: `python -m tests.oracle.many 2000`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from random import Random

from tests.oracle.product import Tally, drawn, held


def compared(seeds: Iterable[int], periods: int = 3) -> Tally:
    """The comparison of some periods of each world; each line about a difference begins with the seed."""
    total = Tally()
    for seed in seeds:
        world = drawn(seed)
        one = held(world, Random(seed).sample(world.periods, min(periods, len(world.periods))))
        one.lines = [f"world {seed}, {line}" for line in one.lines]
        total.add(one)
    return total


def main(arguments: list[str]) -> int:
    """Print every difference and how much was compared; exit with 1 if there is a difference."""
    found = Tally()
    for seed in range(int(arguments[0])):
        one = compared([seed])
        found.add(one)
        print(*one.lines, sep="\n", end="\n" if one.lines else "", flush=True)
    print(f"{found.worlds} worlds: {found.rows} rows, {found.names} figures, {found.returns} returns; {len(found.lines)} differ")
    return int(bool(found.lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
