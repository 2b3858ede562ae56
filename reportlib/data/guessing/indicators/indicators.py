"""Guess the indicators of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import pandas as pd

from reportlib.data.guessing.indicators.counted import SMALL, are_small, counted_in, of_number, without_ages
from reportlib.data.guessing.indicators.kinds import counts_things, is_amount, is_people, kind_of
from reportlib.data.guessing.indicators.ratios import Ratio, joined_words, ratios_of, ratios_of_words, with_parts
from reportlib.data.guessing.numbers import of_fractions
from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.shape import NUMBER, measure_in
from reportlib.data.guessing.units.units import new_id
from reportlib.data.guessing.vocabulary import said_in
from reportlib.data.mapping.headings import BETWEEN, Heading
from reportlib.workbook import patterns
from reportlib.workbook.patterns import plain, words

ROLLING: Final = "each figure is of twelve months, which overlap: for a longer period the last is taken"
"""Why a figure of the twelve months up to each period is not a flow, whose figures are added up over periods."""
_OF_ONE: Final = "(1 = 100 %)"
_NOT_SCALED: Final = (
    "no figure is above 1, so that they are fractions; for per cent, list the table again with `scale: 100` for this"
)
PER_CENT: Final = 100


@dataclass
class Indicated:
    """A guessed indicator.

    `words` are the table's words for the indicator. `why` has the name of each guessed setting, with the reason.
    """

    id: str
    name: str
    measure: str
    kind: str
    direction: str
    decimals: int
    rollup: str = ""
    scale: int = 1
    """The factor from the table's figures to the measure: 100 for fractions such as 0.123 of an indicator in per cent."""
    negative: bool = False
    footnote: str = ""
    ratio: Ratio | None = None
    why: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def indicators_of(roles: Roles, measures: tuple[str, ...], every: str) -> list[Indicated]:
    """The indicators of a table, from the names of its columns, the words in its rows, or both.

    Parameters
    ----------
    measures
        The measures in a line above the table: one for all indicators, or one for each.
    every
        The kind of period in which figures are collected.
    """
    alone, texts_by_name = _alone(roles), _texts_by_name(roles)
    names = [("" if alone else measure_in(one.column)[0], measure_in(one.word)[0]) for one in _named(roles)]
    keys = list(dict.fromkeys(plain(name + word) for name, word in names))
    by_key = dict(zip(keys, measures, strict=True)) if len(keys) == len(measures) else {}
    indicators: dict[str, Indicated] = {}
    ids_taken = set[str]()
    for column, word, beside, _, said in _named(roles):
        name, own = measure_in(column)
        word_name, of_word = measure_in(word)
        own, texts = own or of_word or beside, pd.concat(texts_by_name[name, word_name])
        if alone:  # the words of the rows name the indicators, and the column at most what they are counted in
            column, name, own = "", "", own or (name if is_people(name) else "")
        full_name = BETWEEN.join(part for part in (name, word_name) if part)
        key = plain(full_name)
        if key not in indicators:
            beside_it = "" if said_in(column, "rates") else roles.measures.get(word, "")
            above = beside_it or by_key.get(plain(name + word_name), _of_counts(measures))
            indicators[key] = _indicator(full_name, own, above, every, texts, ids_taken, said=said)
            if beside_it and not own:
                indicators[key].why["measure"] = "another column of its rows says so"
        word_text = BETWEEN.join(part for part in (column, word) if part)
        if word_text not in indicators[key].words:
            indicators[key].words.append(word_text)
    _say_fractions(roles, list(indicators.values()))
    _make_ratios(roles, indicators)
    for one in indicators.values() if roles.times.rolling else ():
        if one.kind == "flow":
            one.kind, one.why["kind"] = "stock", ROLLING
    return list(indicators.values())


def _texts_by_name(roles: Roles) -> Mapping[tuple[str, str], list[pd.Series[str]]]:
    """The figures of each indicator, by its words in names of columns and its words in rows, both without measures."""
    texts_by_name: dict[tuple[str, str], list[pd.Series[str]]] = {}
    for one in _named(roles):
        texts_by_name.setdefault((measure_in(one.column)[0], measure_in(one.word)[0]), []).append(one.texts)
    return texts_by_name


def _of_counts(measures: tuple[str, ...]) -> str:
    """The only measure in a line above a table; empty if there are several. A % beside other measures does not count."""
    counts = [measure for measure in measures if measure not in ("%", "\uff05")] if len(measures) > 1 else measures
    return counts[0] if len(counts) == 1 else ""


def _make_ratios(roles: Roles, indicators: Mapping[str, Indicated]) -> None:
    """Turn rates into ratios where other columns hold numerator and denominator, because ratios can be added up."""
    by_word = {word: one for one in indicators.values() for word in [one.name, *one.words]}
    beside = ratios_of_words(roles)
    for word, ratio in beside.items():
        _make_ratio(by_word[word], ratio, f"it is {ratio.scale} x {_over(ratio)}")
    for one in indicators.values() if roles.parts and not beside else ():
        one.kind, one.why["kind"] = "rate", "its values are not the ratio of the columns beside them, so that it is not added up"
    for heading, ratio in ratios_of(roles).items():
        if ratio.refused:
            by_word[heading.name].why["kind"] += f" ({ratio.refused})"
        else:
            one, measures = (
                by_word[heading.name],
                (by_word[ratio.numerator.name].measure, by_word[ratio.denominator.name].measure),
            )
            is_share = (
                ratio.scale == 1 and (one.measure == "%" or said_in(one.name, "rates")) and not said_in(one.name, "averages")
            )
            why = "; a hundred times as much, because it is a share of 1" if is_share else ""
            full = with_parts(replace(ratio, scale=100) if is_share else ratio, heading.name, roles, measures)
            _make_ratio(one, full, f"its values are {ratio.scale} x {_over(ratio)}, which are read instead{why}")


def _say_fractions(roles: Roles, indicators: list[Indicated]) -> None:
    """Measure fractions in “(1 = 100 %)” and not in % where `scale: 100` would multiply other figures, too."""
    together = roles.times.wide or (roles.by and len(roles.figures) == 1)
    for one in [one for one in indicators if one.scale != 1]:
        beside = [h for h in roles.figures if of_column(one, h)] if roles.by else []
        others = [other for other in indicators if together or any(of_column(other, h) for h in beside)]
        if any(other.scale == 1 for other in others):
            one.measure, one.decimals, one.why["measure"] = _OF_ONE, one.decimals + 2, _NOT_SCALED
    for one in indicators:
        one.scale = 1 if one.measure == _OF_ONE else one.scale


def of_column(one: Indicated, heading: Heading) -> bool:
    """Whether an indicator's name is made of the name of this column and words in the rows."""
    return any(word.startswith(heading.name + BETWEEN) for word in one.words)


def _make_ratio(one: Indicated, ratio: Ratio, why: str) -> None:
    if ratio.scale * one.scale == PER_CENT:
        ratio = replace(ratio, scale=PER_CENT)
    one.kind, one.ratio, one.why["kind"] = "ratio", ratio, why
    if not one.measure and ratio.scale == 100 and not said_in(one.name, "averages"):
        one.measure, one.why["measure"] = "%", "it is a hundred times one column over another"


def _over(ratio: Ratio) -> str:
    return f"'{ratio.numerator.name}' / '{ratio.denominator.name}'"


class _Named(NamedTuple):
    """What a table says of one indicator.

    `said` has the table's words without measures. They are not joined by “ / ”, because “/” in a name is a sign of an average.
    """

    column: str
    word: str
    beside: str
    texts: pd.Series[str]
    said: str


def _named(roles: Roles) -> Iterable[_Named]:
    """An entry for each column of figures; if words in the rows break these figures down, an entry for each of these words."""
    alone = _alone(roles)
    for heading in roles.figures:
        column = indicator_in(roles, heading.name)
        words_of = column.replace(BETWEEN, "\n") if column not in (heading.name, "") else heading.said
        said = measure_in(words_of)[0] if column and not alone else ""
        texts, beside = roles.cells[heading.number], measure_in(heading.name)[1] if roles.times.wide else ""
        if not roles.by:
            yield _Named(column or roles.name, "", beside, texts, said or roles.name)
            continue
        joined = joined_words(roles)
        for word, word_said in dict(zip(joined, joined_words(roles, between="\n"), strict=True)).items():
            yield _Named(column, word, beside, texts[joined == word], f"{said}\n{measure_in(word_said)[0]}")


def indicator_in(roles: Roles, name: str) -> str:
    """The words in a column's name that name an indicator; empty if the name is only a period."""
    if name in roles.times.dated:
        return roles.times.dated[name][0]
    if not roles.times.wide:
        return name
    match = patterns.find(roles.times.wide, name, roles.times.years)
    if match is None or not match.indicator:
        return ""
    parts = [part for part in name.split(BETWEEN) if plain(part) == match.indicator]
    name_parts = name.split(" ")
    runs = (" ".join(name_parts[n:m]) for n in range(len(name_parts)) for m in range(len(name_parts), n, -1))
    return next((text for text in (*parts, *runs) if plain(text) == match.indicator), match.indicator)


def _alone(roles: Roles) -> bool:
    return len(roles.figures) == 1 and bool(roles.by) and not roles.times.wide


def _indicator(
    name: str, own: str, measure: str, every: str, texts: pd.Series[str], ids_taken: set[str], *, said: str
) -> Indicated:
    """An indicator guessed from its name, its figures and `said` (see `_Named`).

    `own` is a measure in the indicator's name, `measure` one in a line above the table.
    """
    counted = own or measure
    why = {"measure": "the name of the column says so" if own else "a line above the table says so"}
    numbers = [number for number in texts.unique() if NUMBER.fullmatch(number)]
    percent = any(number.endswith("%") for number in numbers)
    average = said_in(without_ages(said), "averages") or said_in(counted, "averages")
    rate = "%" in counted or "\uff05" in counted or percent or average or said_in(said, "rates")
    if percent and not counted.endswith(("%", "\uff05")):
        counted, why["measure"] = "%", "percent signs stand behind its figures"
    elif rate and not own and (counts_things(counted) or (not average and is_amount(counted))):
        counted = ""  # a line above the table says what most columns count, and a score or a share counts nothing
    if (bare := plain(counted)) in words()["numbers"]:
        counted, why["measure"] = of_number(name, words()["numbers"][bare], counted)
    elif not counted:
        counted, why["measure"] = ("%", "rates are mostly in per cent") if rate and not average else counted_in(name, rate)
    fractions = any("." in number.rstrip("%0.") for number in numbers)
    kind, why["kind"] = kind_of(f"{name} {counted}", counted, every, rate=rate, fractions=fractions)
    if kind == "rank":
        found = counted_in(name, False)
        counted, why["measure"] = found if found[0] or not own else (own, why["measure"])
        return Indicated(new_id(name, ids_taken), name, counted, kind, "down", 0, why=why | {"direction": "1 is the best place"})
    ways = (("up", "good"), ("down", "bad")) if not said_in(name, "turned") else ()
    good = next((way for way, kind_of in ways if said_in(name, kind_of)), "none")
    why["direction"] = "nothing says which way is good" if good == "none" else "its name says so"
    if counted.strip() in ("%", "\uff05") and not percent and (why_fraction := of_fractions(texts, said_percent=bool(own))):
        why["measure"], why["scale"] = f"{why['measure']}; {why_fraction}", why_fraction
    elif rate and counted.strip() in ("%", "\uff05") and not percent and are_small(numbers):
        why["measure"] += f"; {SMALL}"
    if negative := any(number.startswith("-") for number in numbers) and said_in(said, "changes"):
        why["negative"] = "some of its figures are below 0, as those of a change may be"
    places = [len(number.rstrip("%").partition(".")[2]) for number in numbers if "e" not in number.lower()]
    scale, decimals = (100, max(places) - 2) if "scale" in why else (1, max(places, default=0))
    decimals, id_ = min(max(decimals, 0), 2), new_id(name, ids_taken)
    return Indicated(id_, name, counted, kind, good, decimals, scale=scale, negative=negative, why=why)
