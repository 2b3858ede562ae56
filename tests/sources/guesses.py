"""The guesses of `reportlib new --from` on ten tables, compared with what an analyst would say.

`python -m tests.sources.guesses` prints them. Eight tables are made by `tests.sources.tables`. The two real ones are official
figures: skill grades of 2004 (National Bureau of Statistics of China) and exclusions from schools (Department for Education,
SFR 35/2017, Open Government Licence).
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from reportlib.errors import InputError
from reportlib.new.workbook import Started, start
from reportlib.workbook import Workbook
from tests.sources import tables

GRADES = Path(__file__).with_name("nbs_2004_region_skill_grade.csv")
EXCLUSIONS = Path(__file__).parents[2] / "examples" / "exclusions" / "source" / "exclusions-england.csv"
ANY = None
"""In place of a value that nobody can know from the table."""
Said = tuple[str | None, str | None, str | None, str | None]
"""The measure, kind, roll-up and direction of an indicator."""
NOTHING: Said = (ANY, ANY, ANY, ANY)


def copied(source: Path) -> Callable[[Path], None]:
    return lambda path: shutil.copyfile(source, path) and None


def under(top: str, *names: str) -> dict[str, str]:
    """Name → name of the parent, as in `Case.parents`: `top` for each of `names`, “-” for `top` itself.

    If `top` is empty, the parent is a unit that the command adds.
    """
    return {**({top: "-"} if top else {}), **dict.fromkeys(names, top)}


def provinces() -> dict[str, str]:
    with GRADES.open(encoding="utf-8", newline="") as stream:
        top, *names = [row["地区"] for row in csv.DictReader(stream)]
    return under(top, *names)


def authorities() -> dict[str, str]:
    """Each area of England with the name of the area above it; of several rows of an area the latest counts."""
    with EXCLUSIONS.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["name"]]
    above = {"nation": lambda row: "-", "region": lambda row: "England", "authority": lambda row: row["region"]}
    return {row["name"]: above[row["level"]](row) for row in rows}


@dataclass(frozen=True)
class Case:
    """A table and the right guesses about it: units with the names of their parents, indicators, how often figures come."""

    name: str
    write: Callable[[Path], None]
    parents: Mapping[str, str]
    indicators: Mapping[str, Said]
    every: str = "year"
    year_starts: int = 1
    ending: str = "xlsx"
    period: str = ""
    missing: str = ""
    """The decision that the table leaves open, as the console names it; no workbook is begun without it."""


PLACES = tables.PLACES
TREE = {"全省": "-", "苏南": "全省", "苏北": "全省", "城区": "苏南|苏北", "郊区": "苏南|苏北"}
"""The parent of each unit; for a name that two units have, both parents."""
STOCK: Said = ("人", "stock", "sum", "none")
CASES = (
    Case(
        "merged years",
        tables.merged_years,
        under("全省", *PLACES),
        {"从业人员": ("人", "stock", ANY, "none"), "产值": ("万元", "flow", ANY, "up")},
    ),
    Case("indented tree", tables.indented_tree, TREE, {"人数": STOCK}, period="2023"),
    Case("GBK", tables.gbk_in_ten_thousands, under("", *PLACES), {"产值": ("万元", "flow", "sum", "up")}, ending="csv"),
    Case(
        "two sheets",
        tables.two_sheets,
        under("", *PLACES),
        {"人员": (ANY, "stock", "sum", "none"), "产值": (ANY, "flow", "sum", "up")},
    ),
    Case("wide months", tables.wide_months, under("", *PLACES), {"t": (ANY, "flow", "sum", ANY)}, every="month", ending="csv"),
    Case("spaced names", tables.spaced_and_old_names, under("合　计", "南　京", "无 锡\u200b", "铜山"), {"人 数": STOCK}),
    Case(
        "formulas",
        tables.formulas_without_values,
        {},
        {},
        missing="数据!C3: value '=C2*2' is a formula whose value was not saved",
    ),
    Case(
        "markers",
        tables.markers,
        under("", *PLACES),
        dict.fromkeys(("men", "women", "all"), ("people", "stock", "sum", "none")),
        ending="csv",
    ),
    Case(
        "skill grades",
        copied(GRADES),
        provinces(),
        {"法人单位数": ("个", "stock", "sum", "none"), "就业人数": ("万人", "stock", "sum", "none")}
        | dict.fromkeys(("高级技师", "技师", "高级工", "中级工"), ("万人", "stock", "sum", "up")),
        ending="csv",
        period="2004",
    ),
    Case(
        "exclusions",
        copied(EXCLUSIONS),
        authorities(),
        {"schools": ("schools", "stock", "sum", "none"), "pupils": ("pupils", "stock", "sum", "none")}
        | {"permanent": ("exclusions", "flow", "sum", "down"), "fixed": ("exclusions", "flow", "sum", "down")}
        | {"pupils_with_fixed": ("pupils", "distinct", "sum", "down")}
        | dict.fromkeys(("permanent_rate", "fixed_rate", "pupils_with_fixed_rate"), ("%", "ratio", "ratio", "down")),
        year_starts=9,
        ending="csv",
    ),
)


@dataclass(frozen=True)
class Judged:
    """What became of the guesses about a table: how many there are, how many can be judged, and which are wrong.

    `refused` says why no workbook was begun.
    """

    guesses: int = 0
    judged: int = 0
    wrong: tuple[str, ...] = field(default=())
    refused: str = ""


def judged(case: Case, folder: Path) -> Judged:
    """Begin a workbook from a table in a folder, and compare its guesses with the right ones."""
    path = folder / f"t.{case.ending}"
    case.write(path)
    try:
        made: Started = start(folder / "new", [path], period=case.period)
    except InputError as error:
        return Judged(refused=str(error.problems[0]))
    found = list(_held(Workbook.load(folder / "new"), case))
    return Judged(len(made.guesses), len(found), tuple(text for text in found if text))


def _held(book: Workbook, case: Case) -> Iterator[str]:
    """For each guess whose right answer is known: empty if the guess is right, otherwise what is wrong."""

    def held(what: str, got: object, true: object) -> str:
        return "" if got == true else f"{what}: {got}, not {true}"

    yield held("collected every", book.base.kind, case.every)
    yield held("years start in month", book.settings.calendar.year_starts, case.year_starts)
    names = {unit.id: next(iter(unit.name.values())) for unit in book.units.units}
    for unit in book.units.units:
        parent = names[unit.parent] if isinstance(unit.parent, str) else "-"
        known = case.parents.get(names[unit.id])
        if known is not None:
            own = parent if known or parent == "-" else ""  # a unit added on top may have any name
            yield held(f"above {names[unit.id]}", known if own in known.split("|") else own, known)
        elif parent != "-":
            yield f"unit {names[unit.id]}: there is none"
    yield from (f"unit {name}: left out" for name in case.parents if name not in names.values())
    found = {next(iter(one.name.values())): one for one in book.catalogue.indicators}
    for name, one in found.items():
        got = (next(iter(one.measure.values())), one.kind, one.rolls_up, one.direction)
        for what, mine, true in zip(
            ("measure", "kind", "roll-up", "direction"), got, case.indicators.get(name, NOTHING), strict=True
        ):
            if true is not ANY:
                yield held(f"{what} of {name}", mine, true)
    yield from (f"indicator {name}: there is none" for name in found if name not in case.indicators)
    yield from (f"indicator {name}: left out" for name in case.indicators if name not in found)


def main() -> None:
    """Print the wrong guesses of every table, and how many there are."""
    console = Console(highlight=False, width=150)
    listed = Table("table", "guesses", "judged", "wrong", "which")
    total = [0, 0]
    for case in CASES:
        with tempfile.TemporaryDirectory() as name:
            found = judged(case, Path(name))
        total = [total[0] + found.judged, total[1] + len(found.wrong)]
        told = found.refused or "; ".join(found.wrong)
        listed.add_row(case.name, str(found.guesses), str(found.judged), str(len(found.wrong)), told)
    console.print(listed)
    console.print(f"{total[1]} of {total[0]} guesses that can be judged are wrong")


if __name__ == "__main__":
    main()
