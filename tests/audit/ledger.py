"""What `tests/oracle` does not read from a workbook: names, measures, decimals, qualifiers and origins."""

from __future__ import annotations

import copy
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.audit.numerals import grouped, rounded, shortened
from tests.oracle.periods import mark
from tests.oracle.workbook import Book, Indicator, read

METHODS = frozenset({"signal", "recent", "funnel", "caterpillar", "lorenz", "depth", "progress", "pilots"})
"""The kinds of figures of METHODS 4 to 7."""
BY_A_METHOD = "a result of METHODS 4 to 7, which tests/analysis holds to independent reckonings"
"""Why the claims of figures of such a method are left unjudged."""
_TEXTS = Path(__file__).parents[2] / "reportlib" / "blocks" / "text"
_SIGNS = {"\u2030", "\u2031"}
_OVER = re.compile(r"(.*?)\s*[/\uff0f]\s*(.+)", re.DOTALL)


@lru_cache(maxsize=4)
def catalogue_of_texts(lang: str) -> dict[str, Any]:
    """The texts of a language by dotted keys, such as `sentence.like.units`."""
    return dict(_flat(yaml.safe_load((_TEXTS / f"{lang}.yaml").read_text("utf-8"))))


def _flat(node: dict[Any, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for part, value in node.items():
        yield f"{above}{part}", value
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{part}.")


@dataclass(frozen=True)
class Rate:
    """The words of a rate: its measure (“injuries”), its base with and without “per” (“per 1,000 staff”, “1,000 staff”).

    `named`: whether the base says what it counts, not only how many.
    """

    measure: str
    per: str
    base: str
    named: bool


@dataclass(eq=False)
class Ledger:
    """The params and rows of a workbook as its files give them, with words in one language. The oracle's reading is `book`."""

    root: Path
    lang: str
    book: Book
    memo: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def text(self) -> dict[str, Any]:
        return catalogue_of_texts(self.lang)

    @cached_property
    def settings(self) -> dict[str, Any]:
        return dict(yaml.safe_load((self.root / "params" / "workbook.yaml").read_text("utf-8")))

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        return dict(yaml.safe_load((self.root / "params" / "catalogue.yaml").read_text("utf-8")))

    @cached_property
    def units(self) -> dict[str, dict[str, Any]]:
        found = yaml.safe_load((self.root / "params" / "units.yaml").read_text("utf-8"))
        return {unit["id"]: unit for unit in found["units"]}

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        return {entry["id"]: entry for entry in self.catalogue["indicators"]}

    @cached_property
    def levels(self) -> dict[str, dict[str, Any]]:
        return {level["id"]: level for level in self.settings["levels"]}

    @cached_property
    def raw(self) -> list[dict[str, str]]:
        """The rows of the data files, each with its origin. The index of a row is its number in the oracle (`Row.order`)."""
        rows: list[dict[str, str]] = []
        for data in self.settings["data"]:
            with (self.root / data["file"]).open(encoding="utf-8-sig", newline="") as stream:
                lines = [{key.strip(): (cell or "").strip() for key, cell in line.items()} for line in csv.DictReader(stream)]
            markers = {str(sign): status for sign, status in (data.get("markers") or {}).items()}
            rows += [self._whole(line, data["origin"], markers) for line in lines if any(line.values())]
        return rows

    def _whole(self, line: dict[str, str], origin: str, markers: dict[str, str]) -> dict[str, str]:
        """A row with its origin, with its period in full, and with a status in place of a marker such as “c”."""
        starts, period = self.book.indicators[line["indicator"]].starts, line["period"].replace("/", "_")
        told = {
            "origin": line.get("origin") or origin,
            "period": period + (mark(starts) if "_" in period and "@" not in period else ""),
        }
        hidden = next((markers[cell] for name in ("value", "numerator") if (cell := line.get(name, "")) in markers), "")
        return line | told | ({"value": "", "status": hidden} if hidden else {})

    def said(self, key: str, **gaps: object) -> str:
        return str(self.text[key]).format(**gaps)

    def name(self, names: dict[str, str] | str | None) -> str:
        if isinstance(names, str):
            return names
        return (names or {}).get(self.lang) or next(iter((names or {}).values()), "")

    def called(self, unit: str) -> str:
        return self.name(self.units[unit]["name"])

    def titled(self, indicator: str) -> str:
        return self.name(self.indicators[indicator]["name"])

    def plain(self, indicator: str) -> str:
        """The plain name of an indicator; if it has none, the full name."""
        return self.name(self.indicators[indicator].get("plain")) or self.titled(indicator)

    def label(self, indicator: str) -> str:
        """The plain name (see `plain`) with a capital letter."""
        name = self.plain(indicator)
        return name[:1].upper() + name[1:]

    def decimals(self, indicator: Indicator) -> int:
        return int(self.indicators[indicator.id].get("decimals", 0))

    def with_decimals(self, indicator: Indicator, places: int) -> Ledger:
        other = copy.copy(self)
        entry = {**self.indicators[indicator.id], "decimals": places}
        other.__dict__["indicators"] = {**self.indicators, indicator.id: entry}
        return other

    def places(self, indicator: Indicator) -> int:
        """How many decimals a change has: at least one for percentage points."""
        return max(self.decimals(indicator), 1 if indicator.percent else 0)

    def measure(self, indicator: Indicator) -> str:
        return self.name(self.indicators[indicator.id]["measure"])

    def rate(self, indicator: Indicator) -> Rate | None:
        """The words of a rate; None if the indicator is no rate (METHODS 9)."""
        measure, per = self.measure(indicator), self.name(self.indicators[indicator.id].get("per"))
        scaled = indicator.kind == "ratio" and indicator.scale > 1
        if indicator.percent or measure in _SIGNS or not (per or scaled):
            return None
        before = self.text["number.rate.per"].partition("{base}")[0]
        counted, base = _apart(measure, before)
        if per:
            return Rate(counted if base else measure, per, per.removeprefix(before), True)
        if base:
            return Rate(counted, before + base, base, True)
        shared = indicator.interval == "proportion"
        scale = self.text.get(f"number.rate.scales.{int(indicator.scale)}") or f"{int(indicator.scale):,}"
        base = self.said("number.rate.base", scale=scale, noun=measure if shared else "")
        return Rate(measure, before + base, base, shared)

    def beside(self, indicator: Indicator) -> str:
        """The measure that is printed after a number; empty for ranks."""
        if indicator.percent:
            return self.said("number.percent", number="")
        if indicator.kind == "rank":
            return ""
        rate = self.rate(indicator)
        if rate is None:
            return self.measure(indicator)
        return self.said("number.rate.beside", measure=rate.measure, per=rate.per, base=rate.base) if rate.measure else rate.per

    def singular(self, indicator: Indicator) -> str:
        """The measure that is printed after 1; empty if it is the same as after other numbers."""
        return (self.indicators[indicator.id].get("singular") or {}).get(self.lang, "")

    def beside_number(self, number: str, indicator: Indicator) -> str:
        return (self.singular(indicator) if number in ("1", "\u22121") else "") or self.beside(indicator)

    def short(self, value: Fraction, indicator: Indicator) -> str:
        return shortened(value, self.decimals(indicator), self.lang)

    def plainly(self, value: Fraction, indicator: Indicator) -> str:
        """A value with its measure, shortened: “2.65 million people”."""
        if indicator.percent:
            return self.said("number.percent", number=grouped(value, self.decimals(indicator)))
        if indicator.kind == "rank":
            return self.said("number.rank", number=self.place(value))
        number = self.short(value, indicator)
        return self.said("number.amount", number=number, measure=self.beside_number(number, indicator)).strip()

    def amount(self, value: Fraction, indicator: Indicator, qualifier: str = "exactly") -> str:
        """A value as a sentence prints it: with measure and qualifier; of a rate, also with its base."""
        rate = None if indicator.kind == "rank" else self.rate(indicator)
        if rate is None or not rate.named:
            return self.said(f"qualifier.{qualifier}", amount=self.plainly(value, indicator))
        counted = self.said("number.rate.counted", number=self.short(value, indicator), measure=rate.measure)
        return self.said("number.rate.amount", per=rate.per, amount=self.said(f"qualifier.{qualifier}", amount=counted))

    def figure(self, value: Fraction, indicator: Indicator, qualifier: str = "exactly") -> str:
        """A value as a table prints it: in full, with its qualifier, without its measure."""
        number = grouped(value, self.decimals(indicator))
        number = self.said("number.percent", number=number) if indicator.percent else number
        return self.said(f"qualifier.{qualifier}", amount=number)

    def apart(self, value: Fraction, indicator: Indicator) -> str:
        size = abs(value)
        if indicator.percent:
            return self.said("number.points", number=grouped(size, self.places(indicator)))
        if indicator.kind == "rank":
            return self.said("number.place" if rounded(size, 0) == 1 else "number.places", number=grouped(size, 0))
        rate, entry = self.rate(indicator), self.indicators[indicator.id]
        named = [self.name(entry[part]).lower() for part in ("name", "plain") if entry.get(part)]
        if rate and all(rate.per.lower() in name for name in named):
            return self.said("number.rate.counted", number=self.short(size, indicator), measure=rate.measure)
        return self.plainly(size, indicator)

    def place(self, value: Fraction | int) -> str:
        """An ordinal number: “2nd” in English, “2” in Chinese."""
        number = grouped(Fraction(value), 0)
        if self.lang != "en":
            return number
        teen = number[-2:] in ("11", "12", "13")
        return number + ("th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th"))

    def narrow(self, value: Fraction, indicator: Indicator) -> str:
        """The size of a difference, without its sign, as a narrow column prints it."""
        if indicator.percent:
            return self.said("number.short_points", number=grouped(abs(value), self.places(indicator)))
        return shortened(abs(value), self.places(indicator), self.lang)

    def brief(self, value: Fraction, indicator: Indicator) -> str:
        """A target, or the figure of the rest, as it is printed beside a shortened figure."""
        return self.figure(value, indicator) if indicator.percent else self.short(value, indicator)

    def signed(self, value: Fraction, indicator: Indicator) -> str:
        """A change with its sign, without its measure."""
        places = self.places(indicator)
        number = grouped(abs(value), places)
        if not rounded(value, places):
            return number
        return self.said("figure.plus" if value > 0 else "figure.minus", number=number)


def _apart(measure: str, before: str) -> tuple[str, str]:
    """A measure split into what it counts and its base (may be empty): `injuries/1,000 staff` → `injuries`, `1,000 staff`."""
    if match := _OVER.fullmatch(measure):
        return match[1], match[2]
    if measure.startswith(before):
        return "", measure.removeprefix(before)
    counted, _, base = measure.partition(f" {before}" if before.endswith(" ") else before)
    return counted, base


def opened(root: Path, book: Book | None = None) -> dict[str, Ledger]:
    """A ledger of a workbook for each language; they share one book."""
    found = book or read(root)
    return {lang: Ledger(root, lang, found) for lang in ("en", "zh")}
