"""What to act on: missed targets and adverse verdicts, the farthest off first.

An adverse verdict says that a figure is worse than the rest of the unit above, at 99.8 % (METHODS 4 and 9).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.analysis.snapshots.shortfall import shortfalls
from reportlib.analysis.snapshots.since import Since, missed_since, worse_since
from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.facts_json import claims_as_json
from reportlib.blocks.pieces import Listed, Piece, fragment, listed
from reportlib.blocks.sheet import Row
from reportlib.blocks.standard.making import fact, own
from reportlib.blocks.text import Words, sentences, verdicts
from reportlib.blocks.text.owners import owner_of
from reportlib.blocks.text.sides import side, unseen
from reportlib.blocks.text.unjudged import outstanding, suppressed, unjudged
from reportlib.blocks.text.words import in_words
from reportlib.workbook.catalogue import Indicator

MAX_UNITS_NAMED: Final = 3
"""The most units below that are named in a row."""
LISTED: Final = 5
"""The most targets that are named of those that cannot be judged yet."""
COLUMNS: Final = ("indicator", "now", "against", "gap", "since", "owner", "below")
NUMBERS: Final = ("now", "against", "gap")


@dataclass(frozen=True)
class Matter:
    """A missed target (`kind` is “target”) or an adverse verdict (“verdict”)."""

    kind: str
    indicator: Indicator
    view: View = field(repr=False, compare=False)

    @cached_property
    def row(self) -> Standing:
        """The figure with its comparisons."""
        return self.view.standing_of(self.indicator.id)

    @property
    def aim(self) -> float:
        """The value to compare with: the target, or the figure of the rest of the unit above."""
        return self.row.target if self.kind == "target" else self.row.rest_value

    @property
    def distance(self) -> float:
        """The distance of the figure from `aim`, as a share of `aim`; infinite if `aim` is 0."""
        return abs(self.row.value - self.aim) / abs(self.aim) if self.aim else float("inf")

    @cached_property
    def since(self) -> Since:
        """Since when the target has been missed, or the verdict adverse."""
        first_period_of = missed_since if self.kind == "target" else worse_since
        return first_period_of(self.view, self.indicator.id)

    @cached_property
    def below(self) -> pd.Series[float]:
        """How much each unit below contributes to the distance from `aim`, the largest first; without units on the good side."""
        lacking = shortfalls(self.view, self.indicator.id, self.aim)
        return lacking[lacking > 0]


def matters(view: View) -> list[Matter]:
    """All missed targets and adverse verdicts of a view, the farthest off first."""
    unordered = [matter for name in view.with_figure.index for matter in _of(view.of(name), name)]
    return sorted(unordered, key=lambda matter: -matter.distance)


def _of(view: View, name: str) -> Iterator[Matter]:
    row, indicator = view.standing_of(name), view.workbook.catalogue[name]
    if row.met is False:
        yield Matter("target", indicator, view)
    if row.verdict == "worse" and row.sure:
        yield Matter("verdict", indicator, view)


def acting(view: View, words: Words) -> Piece:
    """A table of what to act on; if there is nothing, a text that says so and why."""
    return _listing(view, words, matters(view), COLUMNS, size="full acts")


def acting_by_owner(view: View, words: Words) -> Piece:
    """A table of what to act on, sorted by the indicators' owners in the order of the catalogue."""
    order = {owner.id: n for n, owner in enumerate(view.workbook.catalogue.owners)}
    by_owner = sorted(matters(view), key=lambda matter: order[matter.indicator.owner])
    return _listing(view, words, by_owner, ("owner", *(name for name in COLUMNS if name != "owner")), size="full acts by-owner")


def _listing(view: View, words: Words, matters: Sequence[Matter], order: Sequence[str], *, size: str) -> Piece:
    if not matters:
        return _nothing(view, words)
    columns = [name for name in order if name != "below" or any(len(matter.below) for matter in matters)]
    indicators = len({matter.indicator.id for matter in matters})  # one may miss its target and be behind the rest
    return listed(
        words,
        size=size,
        labelled=True,
        title=words("acting.title.one" if indicators == 1 else "acting.title.some", count=indicators),
        subtitle=words("acting.subtitle"),
        columns=[(words(f"acting.column.{name}"), name in NUMBERS) for name in columns],
        rows=[_listed(matter, words, columns) for matter in matters],
        note=words("figure.between").join(_unjudged(view, words)),
        facts={"indicators": [matter.indicator.id for matter in matters], "carried": _claims_as_json(matters, words)},
    )


def _listed(matter: Matter, words: Words, columns: Sequence[str]) -> Listed:
    texts = texts_of(matter, words)
    return Listed([texts[name] for name in columns], matter.row.origin, f"act-{matter.kind}-{matter.indicator.id}")


def texts_of(matter: Matter, words: Words) -> dict[str, str]:
    """The texts of the table's row about a matter, by column."""
    indicator, row = matter.indicator, matter.row
    return {
        "indicator": words.name(indicator.name),
        "now": words.amount(row.value, indicator, qualifier=row.qualifier),
        "against": _against(matter, words),
        "gap": _gap(matter, words),
        "since": how_long(matter.since, words),
        "owner": owner_of(matter.view, indicator, words),
        "below": _below(matter, words),
    }


def _against(matter: Matter, words: Words) -> str:
    if matter.kind == "target":
        return words("acting.target", amount=sentences.target(matter.row, matter.indicator, matter.view, words))
    amount = words.brief(matter.row.rest_value, matter.indicator)
    return words("acting.rest", rest=verdicts.rest(matter.view, words), amount=amount)


def _gap(matter: Matter, words: Words) -> str:
    """How far off the figure is, and on which side; marked if provisional."""
    text = _apart(matter, words)
    loose = matter.row.provisional if matter.kind == "target" else matter.row.loose_verdict
    return words("sentence.loose", text=text) if loose else text


def _apart(matter: Matter, words: Words) -> str:
    indicator, apart = matter.indicator, matter.row.value - matter.aim
    indicator = verdicts.finer(matter.row, indicator) if matter.kind == "verdict" else indicator
    way = side(apart, indicator)
    if not unseen(apart, indicator):
        return words(f"verdict.gap.{way}", amount=words.difference(apart, indicator))
    return sentences.to_target(matter.row, indicator, words) if matter.kind == "target" else words(f"verdict.gap.just_{way}")


def how_long(since: Since, words: Words) -> str:
    """For how many periods the matter has lasted; “at least” if earlier figures are unknown."""
    if since.count == 1:
        unknown = "unknown" if since.had_benchmark else "no_target"
        return words(f"acting.since.{'new' if since.start_is_known else unknown}")
    many = words(f"headline.steps.{since.first.kind}", count=since.count)
    first = in_words(since.first, words)
    return words(f"acting.since.{'begun' if since.start_is_known else 'least'}", many=many, first=first)


def _below(matter: Matter, words: Words) -> str:
    """The names of the units below that are farthest off, and how many more there are. Of equal units, all or none are named."""
    lacking = matter.below
    last = next((n for n in range(min(MAX_UNITS_NAMED, len(lacking)), 0, -1) if _stands_out(lacking, n)), 0)
    if not last:
        return ""
    values = matter.view.at(matter.indicator.id, matter.view.children)["value"]
    units = matter.view.workbook.units
    names = [
        words("acting.unit", name=words.name(units[str(unit)].name), amount=words.figure(values[unit], matter.indicator))
        for unit in lacking.index[:last]
    ]
    more = len(lacking) - last
    if not more:
        return words.join(names)
    key = f"acting.more.{'below' if matter.indicator.sign > 0 else 'above'}.{'one' if more == 1 else 'some'}"
    return words(key, names=words.join(names), count=more, aim=words.figure(matter.aim, matter.indicator))


def _stands_out(lacking: pd.Series[float], count: int) -> bool:
    """Whether each of the first `count` units lacks more than the next unit does; True if there is no next unit."""
    return count == len(lacking) or bool(lacking.iloc[count - 1] > lacking.iloc[count] * (1 + 1e-9))


def _unjudged(view: View, words: Words) -> list[str]:
    by_reason = {"outstanding": outstanding(view), "suppressed": suppressed(view)}
    return [_named(f"acting.unmeasured.{reason}", names, view, words) for reason, names in by_reason.items() if names]


def _named(key: str, names: Sequence[str], view: View, words: Words) -> str:
    texts = [words.name(view.workbook.catalogue[name].name) for name in names]
    first_names = words.join(texts[:LISTED])
    return words(
        key, count=len(texts), names=words("verdict.title.more", names=first_names) if len(texts) > LISTED else first_names
    )


def _nothing(view: View, words: Words) -> Piece:
    """The text if there is nothing to act on."""
    grounds, open_targets = list(_grounds(view, words)), _unjudged(view, words)
    key = "among" if open_targets else "said"
    text = (
        words(f"acting.nothing.{key}", grounds=words("semicolon").join(grounds))
        if grounds
        else unjudged(view, words) or words("acting.nothing.open")
    )
    claim = Claim("nothing to act on", text, words.name(view.unit.name), ground="every target and verdict of the page")
    paragraphs = [text, *open_targets]
    html = fragment("acting", words, paragraphs=paragraphs)
    return Piece("block", str(html), {"carried": claims_as_json([], {}, [claim])}, [Row.of([one]) for one in paragraphs])


def _grounds(view: View, words: Words) -> Iterator[str]:
    met = int((view.standing["met"] == True).sum())  # noqa: E712 - it may be missing
    judged = int(view.standing["verdict"].isin(["better", "similar", "worse", "higher", "lower"]).sum())
    if met:
        yield words("acting.nothing.targets", count=met)
    if judged:
        yield words("acting.nothing.judged", count=judged, rest=verdicts.rest(view, words))


def _claims_as_json(matters: Sequence[Matter], words: Words) -> str:
    return claims_as_json([], {}, [_claim(matter, words) for matter in matters])


def _claim(matter: Matter, words: Words) -> Claim:
    view, row, name = matter.view, matter.row, matter.indicator.id
    texts, colon = texts_of(matter, words), words("colon")
    text = str(texts["indicator"]) + colon + words.join([str(texts[part]) for part in COLUMNS[1:5]])
    rest = Fact(indicator=name, period=str(view.period), group="rest", value=row.rest_value)
    below = [fact(view, name, float("nan"), unit=str(unit)) for unit in matter.below.index[:MAX_UNITS_NAMED]]
    facts = (own(view, name), *([rest] if matter.kind == "verdict" else []), *below)
    if matter.kind == "target":
        ground = f"target {row.target:g} of {row.target_period}"
    else:
        ground = f"interval of the difference from the rest at 99.8 % ({matter.indicator.uncertainty})"
    return Claim("to act on", text, words.name(view.unit.name), str(texts["owner"]), ground, facts)
