"""What a count is made of: the areas are own figures, and what no unit below gave is an area of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.analysis.comparisons.order import stays
from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.pictures import Caption
from reportlib.blocks.pieces import Piece, fill
from reportlib.blocks.plot.captions import at, by_level, listed, stayed
from reportlib.blocks.plot.points import bracketed
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.plot.tree import outdone
from reportlib.blocks.standard.making import chart, fact, own
from reportlib.blocks.text import Words
from reportlib.blocks.text.coverage import remarks
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

NAMED = 12
"""So many units are named; of more, the largest, and the others are one area."""
Given = Mapping[str, Mapping[str, float]]
"""What each unit gave to the one above while it stood there, by that one; missing where it gave nothing."""


@dataclass(frozen=True)
class Area:
    """One area: of a unit (`count` 1), of several, or (0) of what is not broken down; without a value, why there is none.

    A unit that moved has an area under each unit that it stood under.
    """

    id: str
    parent: str
    name: str
    value: float
    count: int = 1
    absence: str = ""
    units: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it has a value."""
        return self.value == self.value  # NaN is no value


def composition(view: View, words: Words, name: str) -> Chart | Piece | None:
    """How a count is made up of the units below, and of those below them; a note says why, where that cannot be drawn.

    Raises
    ------
    ValueError
        When the view does not hold the figures of these units.
    """
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    view.at(name, view.children)
    given = _given(view, indicator)
    parts = {child: part for child, part in given.get(view.unit.id, {}).items() if part == part}
    if not parts or row.qualifier != "exactly" or not row.known:
        return None
    if refused := _refused(view, words, indicator, row, parts):
        return Piece("block", str(fill("remark", words, text=refused)))
    areas = _once(_below(view, words, indicator, given, _whole(view, words, row)))
    inner = {area.parent for area in areas}
    if sum(area.value > 0 for area in areas if area.id not in inner) < 2:
        return None
    drawn = _few(areas, view, words)
    frame = pd.DataFrame([asdict(area) for area in (_whole(view, words, row), *drawn)])
    figure = figures.icicle(frame, indicator=indicator, words=words, caption=_caption(view, words, indicator, given, drawn))
    data = frame.assign(indicator=name, period=str(view.period), unit=[", ".join(units) for units in frame["units"]])
    facts = [own(view, name), *(fact(view, name, part, unit=child) for child, part in parts.items())]
    ground = "parts of one sign that make up no more than the whole, each given while the unit stood there"
    return chart(figure, data, words=words, subject=words.name(view.unit.name), ground=ground, facts=facts)


def _once(areas: list[Area]) -> list[Area]:
    """The areas; a unit without a value stands there once, and only where it has none under another unit either."""
    told = {unit for area in areas if area.known for unit in area.units}
    silent = {area.units: area for area in areas if not area.known and told.isdisjoint(area.units)}
    return [area for area in areas if area.known or silent.get(area.units) is area]


def _whole(view: View, words: Words, row: Standing) -> Area:
    return Area(view.unit.id, "", words.name(view.unit.name), row.value, units=(view.unit.id,))


def _given(view: View, indicator: Indicator) -> Given:
    rows, units = view.parts[view.parts["indicator"] == indicator.id], view.workbook.units
    found: dict[str, dict[str, float]] = {}
    for above, child, part in rows[["unit", "child", "part"]].itertuples(index=False):
        if not units[child].published_only:
            found.setdefault(str(above), {})[str(child)] = float(part)
    return found


def _slack(indicator: Indicator) -> float:
    """By how much the sum of figures that were rounded may differ from the rounded sum."""
    return 0.5 * 10.0**-indicator.decimals


def _refused(view: View, words: Words, indicator: Indicator, row: Standing, parts: Mapping[str, float]) -> str:
    """Why areas cannot show these parts: one is negative, or they are more than the whole; empty where they can."""
    name, least = words.name(indicator.name), min(parts, key=lambda child: parts[child])
    if parts[least] < 0:
        unit, amount = view.workbook.units[least], words.figure(parts[least], indicator)
        return words("chart.composition.negative", name=name, unit=words.name(unit.name), amount=amount)
    total = sum(parts.values())
    if total <= row.value + _slack(indicator):
        return ""
    told = {"parts": words.figure(total, indicator), "amount": words.figure(row.value, indicator)}
    return words("chart.composition.more", name=name, unit=words.name(view.unit.name), **told)


def _below(view: View, words: Words, indicator: Indicator, given: Given, whole: Area) -> list[Area]:
    """The areas within that of a unit, those of the units below it with all that is within them."""
    (above,), units, areas = whole.units, view.workbook.units, []
    children = [units[child] for child in given[above]]
    short = stays(children, above, view.period, indicator)
    for child in children:
        name = stayed(words.name(child.name), short.get(child.id), words)
        own = f"{child.id}@{above}" if child.id in short else child.id  # it has another area where it stood before or after
        area = Area(own, whole.id, name, given[above][child.id], units=(child.id,))
        areas += [area] if area.known else _silent(view, words, indicator, given, child, whole.id)
        if _divides(given.get(child.id, {}), area.value, indicator):
            areas += _below(view, words, indicator, given, area)
        elif area.known:
            areas += _silent_within(view, words, indicator, given, child, whole.id)
    rest = whole.value - sum(area.value for area in areas if area.parent == whole.id and area.known)
    if rest > _slack(indicator):
        areas.append(Area(f"{whole.id}/rest", whole.id, words("figure.unexplained"), rest, 0))
    return areas


def _divides(parts: Mapping[str, float], whole: float, indicator: Indicator) -> bool:
    """Whether a unit's figure can be drawn as the parts that those below it gave."""
    known = [part for part in parts.values() if part == part]
    return bool(known) and min(known) >= 0 and 0 < sum(known) <= whole + _slack(indicator)


def _silent(view: View, words: Words, indicator: Indicator, given: Given, unit: Unit, parent: str) -> list[Area]:
    """Those that gave nothing: the units below that were to, or the unit itself where there is none."""
    units = view.workbook.units
    if below := given.get(unit.id):
        return [area for child in below for area in _silent(view, words, indicator, given, units[child], parent)]
    absence = _absence(view, indicator, unit.id)
    return [Area(unit.id, parent, words.name(unit.name), math.nan, absence=absence, units=(unit.id,))]


def _silent_within(view: View, words: Words, indicator: Indicator, given: Given, unit: Unit, parent: str) -> list[Area]:
    """Those below a unit that gave nothing, where it is drawn whole: the picture names them all the same."""
    units = view.workbook.units
    found: list[Area] = []
    for child, part in given.get(unit.id, {}).items():
        within = _silent if math.isnan(part) else _silent_within
        found += within(view, words, indicator, given, units[child], parent)
    return found


def _absence(view: View, indicator: Indicator, unit: str) -> str:
    """Why a unit below gave nothing, where its figures were handed over."""
    if indicator.id not in view.handed.get(unit, ()):
        return ""
    kind = view.at(indicator.id, [view.workbook.units[unit]])["absence"].iloc[0]
    return "" if pd.isna(kind) else str(kind)


def _few(areas: list[Area], view: View, words: Words) -> list[Area]:
    """The areas as they are where few are of units; else the largest, with the name of the unit above, and one of the others."""
    inner, root = {area.parent for area in areas}, view.unit.id
    leaves = [area for area in areas if area.id not in inner]
    single = sorted((area for area in leaves if area.count == 1 and area.known), key=lambda area: -area.value)
    if len(single) <= NAMED + 1:  # one other has its name as well
        return areas
    named = {area.id: area.name for area in areas}
    kept = [
        replace(a, parent=root, name=a.name + bracketed([named[a.parent]] if a.parent != root else [], words)) for a in single
    ]
    others = kept[NAMED:]
    of = tuple(dict.fromkeys(unit for area in others for unit in area.units))
    name = words("figure.rest", count=len(of))
    rest = Area(f"{root}/others", root, name, sum(area.value for area in others), len(others), units=of)
    unknown = sum(area.value for area in leaves if area.count == 0)
    undivided = [Area(f"{root}/rest", root, words("figure.unexplained"), unknown, 0)] if unknown else []
    return [*kept[:NAMED], rest, *undivided, *(replace(area, parent=root) for area in leaves if not area.known)]


def _caption(view: View, words: Words, indicator: Indicator, given: Given, areas: list[Area]) -> Caption:
    """The largest area in the title, where it is that of one unit, and the whole is complete; below it what limits the whole."""
    row, units = view.standing_of(indicator.id), view.workbook.units
    beside = [area for area in areas if area.parent == view.unit.id and area.known]
    direct = [area for area in beside if area.count == 1]
    most = sole([area.value for area in direct], indicator.decimals)
    title = by_level(view, words, indicator, [units[unit] for area in direct for unit in area.units])
    if most is not None and outdone(direct[most].value, [(area.units, area.value) for area in beside]):
        most = None
    if most is not None and _surpassed(direct[most], given):
        most = None
    if most is not None and not row.partial and not row.hidden > 0:
        percent = words.number(100 * direct[most].value / row.value, 1)
        name = words.name(indicator.name)
        title = words("chart.composition.title", name=name, unit=direct[most].name, percent=percent)
    subtitle = listed([at(view, words), *remarks(row, indicator, words)], words)
    return Caption(title, subtitle, note=_undivided(view, words, indicator, given, areas), origin=row.origin)


def _surpassed(area: Area, given: Given) -> bool:
    """Whether a unit beside that of an area gave more and is drawn as its parts, so that the largest area is not the most."""
    beside = (parts for parts in given.values() if any(unit in parts for unit in area.units))
    return any(part > area.value for parts in beside for part in parts.values())


def _undivided(view: View, words: Words, indicator: Indicator, given: Given, areas: list[Area]) -> str:
    """Which units below are drawn whole although units below them gave figures, because those do not make up theirs."""
    drawn = [(area, unit) for area in areas if area.count == 1 and area.known for unit in area.units if given.get(unit)]
    short = {unit.id for unit in view.workbook.units.units if stays([unit], view.unit.id, view.period, indicator)}
    whole = [(area, unit) for area, unit in drawn if not _divides(given[unit], area.value, indicator) and area.value > 0]
    told = [words("chart.composition.undivided", unit=area.name) for area, unit in whole if unit not in short]
    return str(words.get("figure.between")).join(told)
