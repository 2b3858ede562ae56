"""Made-up workbooks of any size: this repository's catalogue and templates, a regular tree of units, a fixed seed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parent.parent
FIGURES = "data/figures.csv"
TOP = "top"
GROUPS = 10
"""How many peer groups the lowest units fall into."""
FEW = ("service-coverage", "benefit-per-head", "highly-skilled-rate", "engagement-score", "industrial-workers", "staff-on-roll")
"""The indicators of the reduced catalogue."""


@dataclass(frozen=True)
class Size:
    """How large a workbook is.

    Parameters
    ----------
    units
        How many units the lowest level has.
    below
        How many units of the lowest level are below each unit of the middle level.
    quarters
        The number of quarters with figures; the last is 2020Q4.
    indicators
        The ids of the indicators; empty for the whole catalogue.
    """

    units: int
    below: int = 50
    quarters: int = 12
    indicators: tuple[str, ...] = ()
    seed: int = 20201231

    @property
    def parks(self) -> list[str]:
        """The ids of the units of the middle level."""
        return [f"park-{n:04d}" for n in range(1, -(-self.units // self.below) + 1)]

    @property
    def lowest(self) -> list[str]:
        """The ids of the units of the lowest level."""
        return [f"unit-{n:06d}" for n in range(1, self.units + 1)]

    @property
    def periods(self) -> list[str]:
        """The quarters, oldest first."""
        return [str(quarter) for quarter in pd.period_range(end="2020Q4", periods=self.quarters, freq="Q")]


class _WrittenOut(yaml.SafeDumper):
    """Writes YAML without aliases, which params files must not contain."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write(folder: Path, size: Size) -> Path:
    """Write a workbook, and return its folder."""
    for name in ("params", "data", "notebooks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for template in ("enterprise", "park", "district"):
        shutil.copy(ROOT / "notebooks" / f"{template}.ipynb", folder / "notebooks")
    catalogue = _catalogue(size.indicators)
    _dump(folder / "params" / "catalogue.yaml", catalogue)
    _dump(folder / "params" / "workbook.yaml", _settings(catalogue))
    (folder / "params" / "units.yaml").write_text("units:\n" + "".join(_units(size)), "utf-8")
    write_reports(folder / "params" / "reports.yaml")
    _figures(size, catalogue).to_csv(folder / FIGURES, index=False, lineterminator="\n", float_format="%.10g")
    return folder


def write_reports(path: Path, *, enterprises: Sequence[str] = (), parks: Sequence[str] = (), template: str = "") -> Path:
    """Write a list of reports for the latest quarter: on the named units; if none is named, on all units."""
    chosen: list[tuple[str, Any]] = [("enterprise", list(enterprises)), ("park", list(parks))]
    whole: list[tuple[str, Any]] = [(name, {"level": name}) for name in ("district", "park", "enterprise")]
    entries = [
        {"template": template or name, "periods": ["2020Q4"], "units": units, "languages": ["zh"]}
        for name, units in (chosen if enterprises or parks else whole)
        if units
    ]
    _dump(path, {"reports": entries})
    return path


def change_one(folder: Path, *, unit: str, indicator: str, period: str = "2020Q4") -> None:
    """Add 1 to one figure of one unit: to its value, or to the numerator of a ratio."""
    path = folder / FIGURES
    lines = path.read_text("utf-8").split("\n")
    columns = lines[0].split(",")
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{indicator},{unit},{period},"))
    cells = lines[at].split(",")
    column = columns.index("numerator" if cells[columns.index("numerator")] else "value")
    cells[column] = f"{float(cells[column]) + 1:.10g}"
    lines[at] = ",".join(cells)
    path.write_text("\n".join(lines), "utf-8")


def _dump(path: Path, data: dict[str, Any]) -> None:
    path.write_text(yaml.dump(data, Dumper=_WrittenOut, allow_unicode=True, sort_keys=False), "utf-8")


def _catalogue(indicators: tuple[str, ...]) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "params" / "catalogue.yaml").read_text("utf-8"))
    if indicators:
        read["indicators"] = [indicator for indicator in read["indicators"] if indicator["id"] in indicators]
    return read


def _settings(catalogue: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "params" / "workbook.yaml").read_text("utf-8"))
    known = {indicator["id"] for indicator in catalogue["indicators"]}
    for level in read["levels"]:
        level["cards"] = [card for card in level["cards"] if card in known]
        if level.get("size") not in known:
            level.pop("size", None)
    read["data"] = [{"file": FIGURES, "origin": "synthetic"}]
    return {name: value for name, value in read.items() if name not in ("targets", "demonstration")}


def _units(size: Size) -> list[str]:
    line = "  - {{id: {id}, name: {{zh: 单位 {id}, en: Unit {id}}}, level: {level}, {more}synthetic: true}}\n".format
    lines = [line(id=TOP, level="district", more="")]
    lines += [line(id=park, level="park", more=f"parent: {TOP}, ") for park in size.parks]
    for n, unit in enumerate(size.lowest):
        more = f"parent: {size.parks[n // size.below]}, peer_group: group-{n % GROUPS}, "
        lines.append(line(id=unit, level="enterprise", more=more))
    return lines


def _figures(size: Size, catalogue: dict[str, Any]) -> pd.DataFrame:
    units = {"district": [TOP], "park": size.parks, "enterprise": size.lowest}
    drawn = [
        _of_indicator(indicator, units[level], size, np.random.default_rng([size.seed, n]))
        for n, indicator in enumerate(catalogue["indicators"])
        if indicator["kind"] != "rank"
        for level in indicator["levels"][-1:]
    ]
    return pd.concat(drawn, ignore_index=True)


def _of_indicator(indicator: dict[str, Any], units: list[str], size: Size, rng: np.random.Generator) -> pd.DataFrame:
    """The figures of one indicator: units differ in size, figures rise a little every quarter, one in a hundred is missing."""
    shape = (len(units), size.quarters)
    own = rng.lognormal(0.0, 0.5, (len(units), 1))
    moved = own * 1.01 ** np.arange(size.quarters) * rng.normal(1.0, 0.03, shape).clip(0.8, 1.2)
    whole = np.floor(200 * moved) + 20
    share = np.clip(0.5 * own**0.2 * rng.normal(1.0, 0.05, shape), 0.02, 0.98)
    empty = np.full(shape, np.nan)
    match indicator["kind"]:
        case "ratio":
            value, numerator, denominator = empty, np.floor(whole * share), whole
        case "score":
            value, numerator, denominator = np.round(100 * share, 1), empty, whole
        case _:
            value, numerator, denominator = whole, empty, empty
    gone = rng.random(shape) < 0.01
    numbers = {"value": value, "numerator": numerator, "denominator": denominator}
    return pd.DataFrame(
        {
            "indicator": indicator["id"],
            "unit": np.repeat(units, size.quarters),
            "period": np.tile(size.periods, len(units)),
            **{name: np.where(gone, np.nan, number).ravel() for name, number in numbers.items()},
            "status": np.where(gone, "missing", "final").ravel(),
            "reported_at": np.tile([_day(period) for period in size.periods], len(units)),
        }
    )


def _day(period: str) -> str:
    return f"{pd.Period(period, freq='Q').end_time.date() + pd.Timedelta(days=10):%Y-%m-%d}"
