"""Turn the published table, one row an area and year, into the workbook's data file and units; say what was changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
COUNTS: Final = {"pupils": "pupils", "permanent": "permanent-exclusions", "fixed": "fixed-exclusions"}
"""Columns that are counts, and the indicators that they are."""
RATES: Final = {"permanent": "permanent-rate", "fixed": "fixed-rate", "pupils_with_fixed": "excluded-pupils-rate"}
"""Columns of which the source also has the rate (`…_rate`), a percentage of pupils, and the indicators that these are."""
SPLIT: Final = {
    "Bedfordshire (Pre LGR 2009)": ("Bedford", "Central Bedfordshire"),
    "Cheshire (Pre LGR 2009)": ("Cheshire East", "Cheshire West and Chester"),
}
"""Authorities that were split on 1 April 2009, and what they were split into."""
LAST: Final = "2008/09"
"""Their last year, in which the source has their pupils under them and their exclusions under those that followed."""
SUPPRESSED: Final = "x"
AREA: Final = "england"

Row = dict[str, str]


def read(path: Path) -> Iterator[Row]:
    """The rows of a CSV."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def called(name: str) -> str:
    """The name of an authority without what the source adds to it.

    Examples
    --------
    >>> called("Bedfordshire (Pre LGR 2009)"), unit_of("Kingston upon Hull, City of")
    ('Bedfordshire', 'la-kingston-upon-hull-city-of')
    """
    return name.partition(" (")[0]


def unit_of(name: str) -> str:
    """The id of an authority."""
    return "la-" + re.sub(r"[^a-z]+", "-", called(name).lower()).strip("-")


def put_right(rows: list[Row]) -> list[Row]:
    """The rows that stand for an area, those of the last year before a split under the authority that was split."""
    known = {(row["year"], row["name"]): row for row in rows}
    kept = []
    for row in rows:
        followed = next((old for old, new in SPLIT.items() if row["name"] in new and row["year"] == LAST), None)
        if not row["name"] or followed:
            where = f"{row['year']}, {row['level']}, {row['name'] or 'without a name'}"
            print(f"left out: {where}: {row['permanent']} permanent exclusions")
        elif row["name"] in SPLIT and row["year"] == LAST:
            kept.append(_together(row, [known[LAST, name] for name in SPLIT[row["name"]]]))
        else:
            kept.append(row)
    return kept


def _together(old: Row, new: list[Row]) -> Row:
    """The last year of an authority that was split, with the exclusions that the source has under those that followed."""
    sums = {name: str(sum(int(row[name]) for row in (old, *new))) for name in (*COUNTS, *RATES)}
    rates = {f"{name}_rate": f"{100 * int(sums[name]) / int(sums['pupils']):.2f}" for name in RATES}
    note = f"exclusions as the source has them under {' and '.join(row['name'] for row in new)}"
    print(f"put right: {old['year']}, {called(old['name'])}: {note}")
    return old | sums | rates | {"note": note}


def figures(row: Row, unit: str) -> Iterator[list[str]]:
    """The rows of the data file that one row of the source makes, with the columns of its header."""
    counts = {name: _whole(row[name]) for name in {**COUNTS, **RATES}}
    notes = {name: row.get("note", "") or (f"{row[name]} in the source" if counts[name] != row[name] else "") for name in counts}
    for name, indicator in COUNTS.items():
        yield [indicator, unit, row["year"], counts[name], "", "", notes[name]]
    for name, indicator in RATES.items():
        if counts[name] == SUPPRESSED:
            yield [indicator, unit, row["year"], SUPPRESSED, "", "", notes[name]]
            continue
        parts, rate = [counts[name], counts["pupils"]], f"{float(row[f'{name}_rate']):.2f}"
        exact = 100 * int(parts[0]) / int(parts[1])
        own = rate != f"{exact:.2f}"  # its parts are rounded, the rate was worked out before
        yield [indicator, unit, row["year"], rate if own else f"{exact:.6f}", *parts, notes[name]]


def _whole(text: str) -> str:
    """A count as a whole number."""
    if text == SUPPRESSED or text.isdigit():
        return text
    print(f"rounded: {text}")
    return f"{float(text):.0f}"


def units(rows: list[Row], regions: dict[str, Row]) -> Iterator[str]:
    """The lines of params/units.yaml: the nation, its regions, and every authority with its region and years."""
    yield "# yaml-language-server: $schema=../../../params/schemas/units.schema.json"
    yield "# Written by convert.py from source/; what is changed here is lost when it is run again."
    yield "units:"
    for name, area in regions.items():
        place = "level: nation" if area["id"] == AREA else f"level: region, parent: {AREA}"
        yield f"  - {{id: {area['id']}, name: {{zh: {area['zh']}, en: {name}}}, {place}}}"
    above = {row["name"]: regions[row["region"]]["id"] for row in rows if row["level"] == "authority"}
    for name in sorted(above):
        years = sorted(row["year"] for row in rows if row["name"] == name)
        life = f", from: {years[0]}" * (years[0] != "2006/07") + f", to: {years[-1]}" * (years[-1] != "2016/17")
        life += "".join(f", succeeds: [{unit_of(before)}]" for before, after in SPLIT.items() if name in after)
        said = f'"{called(name)}"'
        yield f"  - {{id: {unit_of(name)}, name: {{zh: {said}, en: {said}}}, level: authority, parent: {above[name]}{life}}}"


def main() -> None:
    """Write both files."""
    regions = {row["name"]: row for row in read(HERE / "source" / "regions.csv")}
    rows = put_right(list(read(HERE / "source" / "exclusions-england.csv")))
    (HERE / "params" / "units.yaml").write_text("\n".join(units(rows, regions)) + "\n", "utf-8")
    with (HERE / "data" / "exclusions.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["indicator", "unit", "period", "value", "numerator", "denominator", "note"])
        for row in rows:
            place = {"nation": AREA, "region": regions.get(row["name"], {}).get("id", "")}
            table.writerows(figures(row, place.get(row["level"]) or unit_of(row["name"])))


if __name__ == "__main__":
    main()
