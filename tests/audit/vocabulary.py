from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from tests.audit import spoken
from tests.audit.grammar import Parser, either, many, one_of, pattern, template
from tests.audit.ledger import Ledger

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?(?![\d])"
SIGNED = rf"[+\u2212-]?{NUMBER}"


def _names(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """For each name, the ids that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, what in pairs:
        if what not in found.get(name, ()):
            found[name] = (*found.get(name, ()), what)
    return found


class Vocabulary:
    """The parsers for the gaps of sentence patterns, for one workbook in one language."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @cached_property
    def indicator(self) -> Parser:
        """A full or plain name of an indicator, with or without a capital; the value is the ids with this name."""
        say = self.ledger
        names = [(name, key) for key in say.indicators for name in (say.titled(key), say.plain(key))]
        return one_of(_names([*names, *((name[:1].upper() + name[1:], key) for name, key in names)]))

    @cached_property
    def unit(self) -> Parser:
        """A unit's name, alone or with where the unit came from or went to, or with the months in which it was there."""
        plain = one_of(self.unit_names)
        keys = [f"chart.contribution.{key}" for key in ("joined", "joined_from", "new", "left", "left_for", "closed")]
        moved = [self.template(key, name=plain, other=plain) for key in keys]
        end_and_start, within = self.ledger.text["brackets.end_and_start"], self.ledger.text["brackets.within"]
        close, start = end_and_start[0], end_and_start[1:]
        open_names = one_of({name[:-1]: ids for name, ids in self.unit_names.items() if name.endswith(close)})
        moved += [
            template(
                key,
                str(self.ledger.text[key]).replace(f"{{name}}{start}", f"{{name}}{within}"),
                {"name": open_names, "other": plain},
            )
            for key in keys
        ]
        month = one_of({name: name for name in spoken.month_names(self.ledger.lang)})
        stretches = either(*(self.template(f"chart.stay.{key}", first=month, last=month) for key in ("months", "month")))
        stayed = self.template("chart.stay.name", name=plain, months=many(stretches, self.ledger.text["list"]))
        return either(*moved, stayed, plain)

    @cached_property
    def unit_names(self) -> dict[str, tuple[str, ...]]:
        return _names((self.ledger.called(key), key) for key in self.ledger.units)

    @cached_property
    def spoken_whole(self) -> dict[str, tuple[str, ...]]:
        """For each name that a headline uses for a unit or for a whole, the ids with this name."""
        wholes = [
            (self.ledger.name(level["whole"]), f"level {key}") for key, level in self.ledger.levels.items() if "whole" in level
        ]
        return _names([*wholes, *((self.ledger.called(key), key) for key in self.ledger.units)])

    @cached_property
    def whole(self) -> Parser:
        return one_of(self.spoken_whole)

    @cached_property
    def rest(self) -> Parser:
        """The words for the rest of a whole."""
        return either(self.template("verdict.rest", whole=self.whole), one_of({self.ledger.text["overview.no_parent"]: None}))

    @cached_property
    def periods(self) -> dict[str, str]:
        years = [row["period"][:4] for row in self.ledger.raw] + [str(p.last // 12) for _, _, p in self.ledger.book.targets]
        first, last, book = int(min(years)) - 2, int(max(years)) + 3, self.ledger.book
        found = spoken.texts(self.ledger.lang, first, last)
        name = (self.ledger.settings.get("calendar", {}).get("year_name") or {}).get(self.ledger.lang, "")
        for starts in {book.starts, *(indicator.starts for indicator in book.indicators.values())} - {1}:
            found |= spoken.across(self.ledger.lang, first, last, starts, name)
        return found | {text[:1].upper() + text[1:]: period for text, period in found.items()}

    @cached_property
    def period(self) -> Parser:
        return one_of(self.periods)

    count = staticmethod(pattern(NUMBER))
    place = staticmethod(pattern(rf"{NUMBER}(?:st|nd|rd|th)?"))

    @cached_property
    def amount(self) -> Parser:
        """A figure or a difference in words, with its measure and without it."""
        marked, bare = (re.compile(self._amount(tail)) for tail in (True, False))

        def read(text: str, at: int):
            ends = dict.fromkeys(match.end() for form in (marked, bare) if (match := form.match(text, at)))
            yield from ((end, text[at:end]) for end in ends)

        return read

    def _amount(self, with_tail: bool) -> str:
        say = self.ledger
        before, after = zip(*(say.text[f"qualifier.{q}"].split("{amount}") for q in _QUALIFIERS), strict=True)
        rates = [rate for i in say.book.indicators.values() if (rate := say.rate(i))]
        lead = [say.said("number.rank", number="\0").split("\0")[0], *(rate.per for rate in rates)]
        steps = [sign for _, sign in say.text["number.steps"]]
        tails = {"%", *(say.beside(i) for i in say.book.indicators.values()), *(rate.measure for rate in rates)}
        tails |= {say.measure(i) for i in say.book.indicators.values()} | {rate.per for rate in rates}
        tails |= {say.singular(i) for i in say.book.indicators.values()}
        tails = {tail for text in tails for tail in (text, f" {text}")}
        tails |= {"st", "nd", "rd", "th"} if say.lang == "en" else set()
        tails |= {say.said(f"number.{key}", number="\0").split("\0")[1] for key in _TAILS}
        number = rf"{SIGNED}{_any(steps, optional=True)}"
        endings = _any(tails, optional=False) if with_tail else ""
        front, last = _any(before, optional=True), _any(after, optional=True)
        per = _any(lead, optional=True)
        return rf"{front}{per}{front}{number}{endings}{last}"

    def template(self, key: str, **gaps: Parser) -> Parser:
        return template(key, str(self.ledger.text[key]), gaps)

    def templates(self, keys: Iterable[str], **gaps: Parser) -> Parser:
        """A parser for any of several sentence patterns; of patterns with the same text, only the first is used."""
        unlike = {str(self.ledger.text[key]): key for key in reversed(list(keys))}
        return either(*(self.template(key, **gaps) for key in reversed(list(unlike.values()))))


_QUALIFIERS = ("more than", "at least", "just under", "at most", "about")
_TAILS = ("points", "place", "places", "short_points", "rank", "percent")


def _any(texts: Iterable[str], *, optional: bool) -> str:
    listed = sorted({text for text in texts if text}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, listed))}){'?' if optional else ''}" if listed else ""


Making = Callable[[], Parser]
