from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from nbformat.v4 import new_code_cell, new_notebook

from reportlib.workbook import Workbook

PERIODS = ["2020Q3", "2020"]
NEW = ("elm", "fir", "gorse", "hazel")
METHODS = {
    "town": ("opening", "overview", "movement", "dimensions", "comparison", "quality", "notes"),
    "region": ("opening", "overview", "movement", "dimensions", "comparison", "quality", "notes"),
    "realm": ("opening", "overview", "movement", "dimensions", "comparison", "departments", "collection", "quality", "notes"),
}
Change = Callable[["Given", random.Random], None]


@dataclass
class Given:
    """The files of a workbook as data, which can be changed and written."""

    files: dict[str, Any]
    words: dict[str, str] = field(default_factory=dict)
    methods: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(METHODS))
    """The sections of each level's template."""

    @classmethod
    def read(cls, folder: Path) -> Given:
        files: dict[str, Any] = {}
        for path in (path for place in ("params", "data") for path in sorted((folder / place).iterdir())):
            text = path.read_text("utf-8")
            name = path.relative_to(folder).as_posix()
            files[name] = yaml.safe_load(text) if path.suffix == ".yaml" else list(csv.DictReader(io.StringIO(text)))
        return cls(files)

    def write(self, folder: Path) -> Workbook:
        """Write a workbook with these files and with a template for each level."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_csv(data) if isinstance(data, list) else yaml.safe_dump(data, allow_unicode=True), "utf-8")
        for name, text in self.words.items():
            path = folder / "params" / "commentary" / f"{name}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        (folder / "notebooks").mkdir()
        for level, methods in self.methods.items():
            (folder / "notebooks" / f"{level}.ipynb").write_text(json.dumps(_template(level, methods)), "utf-8")
        return Workbook.load(folder)

    @property
    def returns(self) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = self.files["data/returns.csv"]
        return rows


def with_towns(read: Given) -> Given:
    """The same workbook with more towns, whose figures are each a little higher than those of ash."""
    for n, name in enumerate(NEW):
        unit = {
            "id": name,
            "name": {"zh": f"{name}镇", "en": name.title()},
            "level": "town",
            "parent": "north",
            "peer_group": "old" if n < 2 else "new",
        }
        read.files["params/units.yaml"]["units"].append(unit)
        for row in [row for row in read.returns if row["unit"] == "ash" and row["period"] != "2019Q1"]:
            more = {part: str(int(row[part]) + 3 * n + 1) for part in ("value", "numerator", "denominator") if row[part]}
            read.returns.append(row | {"unit": name} | more)
    return read


def as_csv(rows: list[dict[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _template(level: str, methods: tuple[str, ...]) -> dict[str, Any]:
    parameters = 'unit: str = ""  # the unit\nperiod: str = "2020"  # the period\nlang: str = "en"  # the language'
    made = f'from reportlib import Report\n\nreport = Report("{level}", unit=unit, period=period, lang=lang)'
    cells = [new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]}), new_code_cell(made, id="r")]
    cells += [new_code_cell(f"report.{method}()", id=method) for method in methods]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    facts = {"level": level, "title": {"zh": "报告", "en": "report"}}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "reportlib": facts}
    return dict(new_notebook(cells=cells, metadata=metadata))


def _figure(given: Given, rng: random.Random) -> None:
    row = rng.choice([row for row in given.returns if row["status"] != "missing"])
    column = "numerator" if row["numerator"] else "value"
    row[column] = str(int(row[column]) + rng.choice([-3, 1, 2, 25]))


def _printed(given: Given, rng: random.Random) -> None:
    """Change a published figure or its qualifier."""
    row = rng.choice(given.files["data/printed.csv"])
    row["value"] = str(int(row["value"]) + 1)
    row["qualifier"] = rng.choice(["exactly", "more than", "at least", "about"])


def _gone(given: Given, rng: random.Random) -> None:
    """Remove a row."""
    given.returns.remove(rng.choice(given.returns))


def _came(given: Given, rng: random.Random) -> None:
    """Add a figure."""
    row = dict.fromkeys(given.returns[0], "")
    row |= {"indicator": rng.choice(["fines", "homes", "visits"]), "unit": rng.choice(["birch", "dale", "fir"])}
    given.returns.append(row | {"period": rng.choice(["2020Q3", "2020Q4"]), "value": str(rng.randint(1, 90)), "status": "final"})


def _status(given: Given, rng: random.Random) -> None:
    """Make a return provisional or late."""
    row = rng.choice([row for row in given.returns if row["status"] != "missing"])
    row |= {"status": "provisional"} if rng.random() < 0.5 else {"reported_at": "2021-03-01"}


def _target(given: Given, rng: random.Random) -> None:
    rows = given.files["params/targets.csv"]
    if rng.random() < 0.3:
        rows.remove(rng.choice(rows))
    else:
        rng.choice(rows)["value"] = str(rng.randint(1, 200))


def _unit(given: Given, rng: random.Random) -> None:
    """Change a unit's name, parent, pilot date or group."""
    unit = rng.choice(given.files["params/units.yaml"]["units"][1:])
    what = rng.choice(["name", "pilot", "note", "peer_group", "parent"])
    if what == "parent" and unit["level"] == "town":
        unit["parent"] = rng.choice(["north", "south"])
    elif what == "peer_group":
        unit["peer_group"] = rng.choice(["old", "new"])
    elif what == "pilot":
        unit["pilot"] = rng.choice(["2019Q1", "2020Q2"])
    else:
        unit["name"] = {"zh": "改名", "en": "Renamed"}


def _indicator(given: Given, rng: random.Random) -> None:
    catalogue = given.files["params/catalogue.yaml"]
    indicator = rng.choice(catalogue["indicators"][:-1])
    match rng.choice(["name", "note", "decimals", "direction", "owner", "dimension", "interval"]):
        case "decimals":
            indicator["decimals"] = indicator.get("decimals", 0) + 1
        case "direction":
            indicator["direction"] = "down" if indicator["direction"] == "up" else "up"
        case "interval":
            ratio = next(entry for entry in catalogue["indicators"] if entry["kind"] == "ratio")
            ratio["interval"] = "proportion"
        case "owner":
            catalogue["owners"][0]["name"] = {"zh": "新馆", "en": "New library"}
        case "dimension":
            catalogue["dimensions"][1]["name"] = {"zh": "住房", "en": "Housing"}
        case what:
            indicator[what] = {"zh": "另写", "en": "Written otherwise"}


def _words(given: Given, rng: random.Random) -> None:
    """Add commentary or a correction to a report."""
    name = f"{rng.choice(['town-ash', 'region-north', 'realm-whole'])}-{rng.choice(PERIODS)}-en"
    if rng.random() < 0.5:
        given.words[name] = "Said *afterwards*."
    else:
        correction = {"report": name, "date": "2021-02-03", "text": {"zh": "更正", "en": "Put right."}}
        given.files["params/reports.yaml"]["corrections"] = [correction]


def _template_of(given: Given, rng: random.Random) -> None:
    """Remove a section from a template, or move it."""
    level = rng.choice(sorted(given.methods))
    methods = list(given.methods[level])
    section = methods.pop(rng.randrange(1, len(methods)))
    if rng.random() < 0.5:
        methods.insert(rng.randrange(1, len(methods)), section)
    given.methods[level] = tuple(methods)


CHANGES: tuple[Change, ...] = (
    _figure, _figure, _printed, _gone, _came, _status, _target, _unit, _indicator, _words, _template_of,
)  # fmt: skip
