"""The data of the index, in a form that stays small with thousands of reports."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from reportlib.blocks.sections.glance import Glance
from reportlib.blocks.text import Words
from reportlib.blocks.text.pinyin import initials
from reportlib.blocks.text.verdicts import SIGNS
from reportlib.periods import Period
from reportlib.plan.built_files import HEAD, oddity
from reportlib.plan.links import pages
from reportlib.private import read_regular
from reportlib.site.failures import Failed
from reportlib.workbook import Workbook
from reportlib.workbook.documents import Text
from reportlib.workbook.units import Unit

_META = re.compile(r'<meta name="reportlib:(\w+)" content="([^"]*)">')
_NAME = "\x01"
"""A placeholder for the unit's name in a title, so that reports of one template share the title."""
NEEDED = {"name", "title", "lang", "unit", "unit_name", "level", "period", "template", "status"}
"""The metadata that a page must have to be listed in the index."""
STATES = {"there": 0, "no_data": 1, "failed": 2, "stale": 3}
"""The states of a report and their numbers; stale: it failed, and has the page of an earlier build."""
Facts = dict[str, str]


def read_facts(output: Path) -> list[Facts]:
    """The metadata in the heads of a folder's pages; files that lack some of the metadata of a report are left out."""
    names = sorted(page.name for page in pages(output))
    heads = ((name, head(output / name)) for name in names)
    return [facts | {"file": name} for name, facts in heads if _whole(facts)]


def odd(output: Path) -> Iterator[tuple[str, str]]:
    """The .html files that cannot be read, or have only some metadata of a report, each with the reason."""
    for path in sorted(output.glob("*.html")):
        if kind := oddity(path):
            yield path.name, kind
            continue
        try:
            facts = said_of(read_regular(path, HEAD))
        except OSError as error:
            yield path.name, str(error.strerror or error)
            continue
        if facts and not _whole(facts):
            yield path.name, "its head is not that of a report"


def _whole(facts: Facts) -> bool:
    try:
        Period.parse(facts.get("period", ""))
    except ValueError:
        return False
    return facts.keys() >= NEEDED


def head(page: Path) -> Facts:
    """The metadata in the head of a page; empty if there are none or the page cannot be read."""
    try:
        return said_of(read_regular(page, HEAD))
    except OSError:
        return {}


def said_of(page: bytes) -> Facts:
    """The metadata in the head of a page, by name; empty if there are none."""
    return {name: html.unescape(value) for name, value in _META.findall(page[:HEAD].decode("utf-8", "replace"))}


@dataclass
class _Numbered:
    """Numbers for values that many reports share, so that each value is stored once."""

    numbers: dict[Hashable, int] = field(default_factory=dict)

    def __call__(self, thing: Hashable) -> int:
        return self.numbers.setdefault(thing, len(self.numbers))


@dataclass(frozen=True)
class Listing:
    """The reports of a folder, including those that failed: newest period first, each unit before the units below it."""

    workbook: Workbook
    facts: list[Facts]
    spell: Callable[[str], list[str]] = initials
    """Returns the pinyin initials of a name."""

    @classmethod
    def of(
        cls, output: Path, workbook: Workbook, failed: Iterable[Failed], *, spell: Callable[[str], list[str]] = initials
    ) -> Listing:
        """The listing of a folder."""
        by_name = {facts["name"]: facts | {"state": _state(facts)} for facts in read_facts(output)}
        for report in failed:
            there = by_name.get(report.name)
            fields = {name: str(value) for name, value in asdict(report).items()}
            by_name[report.name] = there | {"state": "stale"} if there else fields | {"state": "failed", "file": ""}
        listing = cls(workbook, list(by_name.values()), spell)
        listing.facts.sort(key=listing._order)
        return listing

    @cached_property
    def words(self) -> list[Words]:
        """The texts in each language of the workbook."""
        return [Words.of_workbook(self.workbook, lang) for lang in self.workbook.settings.languages]

    @cached_property
    def _depths(self) -> dict[str, int]:
        return {level: n for n, level in enumerate(self.workbook.level_ids)}

    def _order(self, facts: Facts) -> tuple[Any, ...]:
        period = Period.parse(facts["period"])
        spoken = self.workbook.settings.languages
        tongue = spoken.index(facts["lang"]) if facts["lang"] in spoken else len(spoken)
        return (-period.closes, period.months, self._branch(facts), facts["template"], tongue, facts["name"])

    def _branch(self, facts: Facts) -> tuple[tuple[int, int, str], ...]:
        above, units_by_id = self._parents(facts["period"]), self.workbook.units.by_id
        branch = [self._position(facts["unit"], facts["level"])]
        unit = above.get(facts["unit"])
        while unit and unit in units_by_id and len(branch) <= len(units_by_id):
            branch.append(self._position(unit, units_by_id[unit].level))
            unit = above.get(unit)
        return tuple(reversed(branch))

    def _parents(self, period: str) -> Mapping[str, str]:
        return self.workbook.units.parents_in(Period.parse(period))

    def _position(self, unit: str, level: str) -> tuple[int, int, str]:
        """The sort key of a unit: by level, then in the order of units.yaml, then units that are no longer in units.yaml."""
        numbers = self.workbook.units.numbers
        return (self._depths.get(level, len(self._depths)), numbers.get(unit, len(numbers)), unit)

    @cached_property
    def _units(self) -> dict[str, tuple[str, str]]:
        """The level and name of each unit that has reports, and of the units above it, sorted by `_position`.

        The name is taken from a report; a unit without reports gets its id as name.
        """
        units_by_id = self.workbook.units.by_id
        levels_and_names = {facts["unit"]: (facts["level"], facts["unit_name"]) for facts in self.facts}
        above = {unit for facts in self.facts for _, _, unit in self._branch(facts)[:-1] if unit not in levels_and_names}
        levels_and_names |= {unit: (units_by_id[unit].level, unit) for unit in above}
        return {
            unit: levels_and_names[unit]
            for unit in sorted(levels_and_names, key=lambda unit: self._position(unit, levels_and_names[unit][0]))
        }

    def above(self, facts: Facts) -> str | None:
        """The parent of a report's unit in the report's period; None at the top."""
        return self._parents(facts["period"]).get(facts["unit"])

    def _names(self, names: Text | None, otherwise: str) -> list[str]:
        return [words.name(names) if names else otherwise for words in self.words]

    @cached_property
    def units(self) -> list[list[Any]]:
        """A row for each unit: id, name in each language, number of the level, and former names and initials to search by."""
        return [self._unit(unit, name, self._levels[level]) for unit, (level, name) in self._units.items()]

    @cached_property
    def _levels(self) -> dict[str, int]:
        others = (level for level, _ in self._units.values())
        return {level: n for n, level in enumerate(dict.fromkeys([*self._depths, *others]))}

    @property
    def data(self) -> dict[str, Any]:
        """The contents of the index, for JSON. Values that reports share are in tables; reports refer to them by row number."""
        kinds, periods, dimensions, names = _Numbered(), _Numbered(), _Numbered(), _Numbered()
        for dimension in self.workbook.catalogue.dimensions:
            dimensions(dimension.id)
        units = {unit: n for n, unit in enumerate(self._units)}
        rows = []
        for facts in self.facts:
            dimension_numbers = tuple(dimensions(name) for name in facts.get("dimensions", "").split())
            what = (facts["template"], facts["lang"], facts["status"], facts.get("edition", "internal"), facts.get("origins", ""))
            kind = kinds((*what, self._levels[facts["level"]], dimension_numbers, self._title(facts), facts.get("settings", "")))
            above = units.get(self.above(facts) or "", -1)
            usual = "-".join(facts[part] for part in ("template", "unit", "period", "lang"))
            row = [kind, units[facts["unit"]], periods(facts["period"]), above, STATES[facts["state"]]]
            own_name = [] if facts["name"] == usual else [facts["name"]]
            rows.append([*row, _glance_row(Glance.read(facts.get("glance", "")), names), *own_name])
        return {
            "languages": self.workbook.settings.languages,
            "levels": [[level, self._level(str(level))] for level in self._levels],
            "dimensions": [[name, self._dimension(str(name))] for name in dimensions.numbers],
            "units": self.units,
            "periods": [[period, [words.period(str(period)) for words in self.words]] for period in periods.numbers],
            "kinds": list(kinds.numbers),
            "names": list(names.numbers),
            "signs": SIGNS,
            "rows": rows,
        }

    def _title(self, facts: Facts) -> str:
        """A report's title; the unit's name is replaced by a placeholder if it is the same in the workbook as on the page."""
        unit: Unit | None = self.workbook.units.by_id.get(facts["unit"])
        name = unit.name.get(facts["lang"], "") if unit else ""
        return facts["title"].replace(name, _NAME, 1) if name and name == facts["unit_name"] else facts["title"]

    def _unit(self, unit: str, name: str, level: int) -> list[Any]:
        definition = self.workbook.units.by_id.get(unit)
        names = self._names(definition.name if definition else None, name)
        former = [text for former_name in (definition.former if definition else ()) for text in former_name.text.values()]
        spelt = dict.fromkeys(short for text in [*names, *former] for short in self.spell(text))
        return [unit, names, level, " ".join([*former, *spelt])]

    def _level(self, level: str) -> list[str]:
        return self._names(self.workbook.level(level).name if level in self._depths else None, level)

    def _dimension(self, dimension: str) -> list[str]:
        names_by_id = {each.id: each.name for each in self.workbook.catalogue.dimensions}
        return self._names(names_by_id.get(dimension), dimension)


def _state(facts: Facts) -> str:
    return "no_data" if facts.get("known") == "0" else "there"


def _glance_row(glance: Glance, names: _Numbered) -> list[Any]:
    """A `Glance` as a row: leading figures, number of each verdict, returns, day; empty entries at the end are dropped."""
    leads = [[names(lead.name), lead.text, lead.value, lead.change] for lead in glance.leads]
    tally = [glance.tally.get(sign, 0) for sign in SIGNS] if glance.tally else []
    cells: list[Any] = [leads, tally, list(glance.reported or ()), glance.day]
    while cells and not cells[-1]:
        cells.pop()
    return cells
