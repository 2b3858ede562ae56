"""Write the headlines of the default list of reports, of the examples and of every enterprise to a file, and count unique ones.

`python -m tests.headlines [FILE]`
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportlib.analysis import Whole, whole_of
from reportlib.analysis.snapshots.latest_known import LatestKnown
from reportlib.blocks.headline import headline
from reportlib.blocks.text import Words
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.plan.plan import Request, make_plan
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[1]
EXAMPLES = ("examples/skill-grades", "examples/exclusions")
OUTPUT, TODAY = ROOT / "outputs", dt.date(2026, 1, 1)
LEVEL, PERIOD = "enterprise", "2020"
"""The level and the period for which the headlines of all units are written."""
_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True)
class Head:
    """The headline of a report: its sentences, the kinds of its statements, and names of units, which a comparison ignores."""

    report: str
    lang: str
    sentences: tuple[str, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def bare(self) -> str:
        """The language and the sentences, with “…” in place of names of units."""
        text = " ".join(self.sentences)
        for name in self.names:
            text = text.replace(name, "\u2026")
        return f"{self.lang} {text}"


class Book:
    def __init__(self, root: Path) -> None:
        self.workbook = Workbook.load(root)
        self.data = read_observations(self.workbook), read_targets(self.workbook)
        self._wholes: dict[Period, Whole | LatestKnown] = {}

    def head(self, report: str, unit: str, period: Period, lang: str) -> Head:
        view, words = self._whole(period).view(unit), Words.of_workbook(self.workbook, lang)
        found = headline(view, words)
        names = sorted({words.name(one.name) for one in view.workbook.units.units}, key=len, reverse=True)
        return Head(report, lang, tuple(one.text for one in found), tuple(one.kind for one in found), tuple(names))

    def _whole(self, period: Period) -> Whole | LatestKnown:
        if period not in self._wholes:
            self._wholes[period] = self._seen(period)
        return self._wholes[period]

    def _seen(self, period: Period) -> Whole | LatestKnown:
        if not period.known:
            return whole_of(self.workbook, *self.data, period=period)
        now = Period(period.kind, period.year, period.number, period.starts)
        return LatestKnown(
            whole_of(self.workbook, *self.data, period=now), lambda one: whole_of(self.workbook, *self.data, period=one)
        )

    def listed(self) -> Iterator[Head]:
        """The headlines of the listed reports, except of reports on returns."""
        for job in (planned.job for planned in make_plan(self.workbook, Request(output=OUTPUT), today=TODAY).reports):
            if job.template.name != "collection":
                yield self.head(job.name, job.unit, Period.parse(job.period), job.lang)

    def every(self, level: str, period: str) -> Iterator[Head]:
        """The headlines of all units of a level in a period, in every language."""
        for unit in self.workbook.units.on_level(level):
            for lang in self.workbook.settings.languages:
                yield self.head(f"{level}-{unit.id}-{period}-{lang}", unit.id, self.workbook.years.read(period), lang)


def unlike(heads: list[Head]) -> int:
    """How many headlines differ from every other headline in more than names of units."""
    counts = Counter(head.bare for head in heads)
    return sum(counts[head.bare] == 1 for head in heads)


def main(arguments: list[str]) -> int:
    default = Book(ROOT)
    every = list(default.every(LEVEL, PERIOD))
    heads = [*default.listed(), *(head for name in EXAMPLES for head in Book(ROOT / name).listed())]
    known = {head.report for head in heads}
    heads += [head for head in every if head.report not in known]
    path = Path(arguments[0] if arguments else "headlines.tsv")
    lines = ["\t".join([head.report, ",".join(head.kinds), *head.sentences]) for head in heads]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    longest = max(len(head.sentences) for head in heads)
    print(f"{path}: {len(heads)} headlines of at most {longest} sentences")
    for what, some in (("all", heads), (f"every {LEVEL}, {PERIOD}", every)):
        print(f"{what}: {unlike(some)} of {len(some)} ({unlike(some) / len(some):.1%}) unlike every other but for names")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
