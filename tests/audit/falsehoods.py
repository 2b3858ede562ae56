"""The kinds of falsehood that test the audit: each function turns a true text of a page into a false one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.audit.facts import Facts
from tests.audit.numerals import grouped, ten_times
from tests.audit.pictorial import Pictorial

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HEAD, _CARD, _ROW, _FIGURE = "headline", "card", "overview row", "figure"


@dataclass(frozen=True)
class Where:
    """What a kind of falsehood may use besides the text: the text's place, the page's facts, the words of its language."""

    place: str
    facts: Facts
    speech: Pictorial

    @property
    def lang(self) -> str:
        return self.speech.ledger.lang

    def at(self, *starts: str) -> bool:
        return self.place.startswith(starts)

    def text(self, key: str, **gaps: object) -> str:
        return self.speech.ledger.said(key, **gaps)


Kind = Callable[[str, Where, Random], str | None]


def swapped(text: str, pairs: dict[str, str]) -> str | None:
    """The text in which a word of `pairs` is replaced by its opposite; None if it has no such word."""
    both = pairs | {right: left for left, right in pairs.items()}
    found = re.search(
        "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in sorted(both, key=len, reverse=True)), text
    )
    return text[: found.start()] + both[found.group()] + text[found.end() :] if found else None


def renumbered(text: str, pattern: str, change: Callable[[str], str]) -> str | None:
    """The text in which `change` replaces what the first group of `pattern` matches; None if that changes nothing."""
    found = re.search(pattern, text)
    if not found:
        return None
    start, end = found.span(1)
    other = change(found[1])
    return text[:start] + other + text[end:] if other != found[1] else None


def one_more(number: str) -> str:
    """A number with its last digit one higher (a nine one lower)."""
    last = int(number[-1])
    return number[:-1] + str(last + 1 if last < 9 else 8)


def sign(text: str, where: Where, chance: Random) -> str | None:
    if where.at(_CARD, _ROW):
        return swapped(text, {"↑": "↓"})
    pairs = {"en": {"up": "down"}, "zh": {"增长": "下降", "增加": "减少", "提高": "降低"}}
    return swapped(text, pairs[where.lang]) if where.at(_HEAD, _FIGURE) and not where.place.endswith("note") else None


def unit(text: str, where: Where, chance: Random) -> str | None:
    """A wrong measure."""
    say = where.facts.ledger
    known = {say.beside(i) for i in where.facts.indicators} - {"", "%"}
    measures = sorted({*known, "yuan" if where.lang == "en" else "元"}, key=len, reverse=True)
    if where.at(_CARD) and text in measures:
        return chance.choice([m for m in measures if m != text])
    if not where.at(_HEAD):
        return None
    listed = "|".join(map(re.escape, measures))
    return renumbered(text, rf"{NUMBER} ?({listed})", lambda m: chance.choice([x for x in measures if x != m]))


def period(text: str, where: Where, chance: Random) -> str | None:
    """A period replaced by the same one of the year before."""
    if not where.at(_HEAD, _CARD, _FIGURE, "overview subtitle", "returns") or where.place.endswith("note"):
        return None
    since = re.escape(where.text("sentence.since", period="\0")).replace("\0", r"(\d{4})")
    return renumbered(text, since if where.at(_CARD) else r"(?<!\d)(20[012]\d)(?!\d)", lambda year: str(int(year) - 1))


def rank(text: str, where: Where, chance: Random) -> str | None:
    if not where.at(_HEAD, _CARD, _ROW, _FIGURE):
        return None
    return renumbered(text, r"\b(\d+)(?:st|nd|rd|th)\b" if where.lang == "en" else r"第(\d+)[位低]", lambda n: str(int(n) + 1))


def coverage(text: str, where: Where, chance: Random) -> str | None:
    """A wrong number of units that reported."""
    patterns = {"en": r"(\d+)(?:/| of )\d+ (?:units |returns )?(?:reported|in\b)", "zh": r"已报(\d+)/"}
    if where.at(_FIGURE):
        return renumbered(text, r"(?:\(|（)(\d+)/\d+(?:\)|）)", one_more)
    return renumbered(text, patterns[where.lang], one_more) if where.at(_HEAD, _CARD, _ROW) else None


def largest(text: str, where: Where, chance: Random) -> str | None:
    """Another unit in place of the unit that is called first, largest, least, or the largest contributor."""
    if not where.at(_FIGURE) or where.place.endswith(("note", "subtitle")):
        return None
    words = {
        "en": r"highest|lowest|comes first|the largest is|contributed most|moved it most|makes up|least",
        "zh": r"最高|最低|居首|最大",
    }
    names = sorted((n for n in where.speech.unit_names if n in text), key=len, reverse=True)
    others = [where.facts.ledger.called(u) for u in where.facts.below if where.facts.ledger.called(u) not in text]
    if not re.search(words[where.lang], text) or not others:
        return None
    subject = next((n for n in names if where.speech.unit_names[n][0] in where.facts.below), None)
    return text.replace(subject, chance.choice(others)) if subject else None


def share(text: str, where: Where, chance: Random) -> str | None:
    """A share whose last digit is wrong by one."""
    if not where.at(_CARD, _ROW):
        return None
    found = [where.facts.share(indicator) for indicator in where.facts.known]
    shares = {f"{grouped(100 * part, 1)}%" for part in found if part is not None}
    return renumbered(text, rf"({NUMBER})%", one_more) if text.strip() in shares else None


def target(text: str, where: Where, chance: Random) -> str | None:
    """“Met” in place of “missed”, or the reverse."""
    met, chart = where.text("sentence.target.met"), where.text("chart.met")
    if where.at(_CARD, _ROW) and text.strip() == met:
        return where.text("sentence.target.short", amount="3")
    if where.at(_CARD, _ROW) and re.fullmatch(where.text("sentence.target.short", amount=".+"), text.strip()):
        return met
    if "trend title" in where.place and chart in text:
        return text.replace(chart, where.text("chart.short", amount="5"))
    return None


def verdict(text: str, where: Where, chance: Random) -> str | None:
    words = [where.text(f"verdict.{key}") for key in ("better", "worse", "similar", "higher", "lower")]
    if where.at(_CARD, _ROW) and text.strip() in words:
        return chance.choice([word for word in words if word != text.strip()])
    counted = {"en": rf"(\d+) (?:{'|'.join(words)})", "zh": rf"(\d+)项(?:{'|'.join(words)})"}
    return renumbered(text, counted[where.lang], one_more) if where.at("standfirst", "overview title") else None


def provisional(text: str, where: Where, chance: Random) -> str | None:
    """The mark of a provisional figure left out, or added where it is wrong."""
    mark, loose = where.text("status_mark.provisional"), where.text("sentence.loose", text="")
    brackets = where.facts.ledger.text["open"] + mark + where.facts.ledger.text["close"]
    for marked in (loose, brackets):
        if marked in text:
            return text.replace(marked, "", 1)
    if where.at(_CARD, _ROW) and text == mark:
        return " "
    if where.at(_HEAD) and chance.random() < {"en": 0.6, "zh": 0.2}[where.lang]:
        after = {"en": r"(\d(?:%| percentage points))(?=[ ,;.]|$)", "zh": r"(\d%|\d人)(?=[,，;；])"}[where.lang]
        return renumbered(text, after, lambda found: found + brackets)
    return None


def qualifier(text: str, where: Where, chance: Random) -> str | None:
    """A published figure with another qualifier, such as “at least” in place of “more than”."""
    frames = [where.text(f"qualifier.{q}", amount="") for q in ("more than", "at least", "just under", "at most", "about")]
    frame = next((f for f in frames if re.search(rf"{re.escape(f.strip())} ?\d|\d{re.escape(f.strip())}", text)), None)
    if frame is None or not where.at(_HEAD, _CARD, _ROW, "fact", _FIGURE):
        return None
    return text.replace(frame.strip(), chance.choice([f.strip() for f in frames if f != frame]), 1)


def points(text: str, where: Where, chance: Random) -> str | None:
    """“%” in place of “percentage points”."""
    if not where.at(_HEAD, _CARD, _ROW, _FIGURE) or where.place.endswith("note"):
        return None
    pairs = {"en": {" percentage points": "%", " pts": "%"}, "zh": {"个百分点": "%", "点": "%"}}
    for long, short in pairs[where.lang].items():
        if re.search(rf"\d{long}", text):
            return re.sub(rf"(\d){long}", rf"\1{short}", text, count=1)
    return None


def tenfold(text: str, where: Where, chance: Random) -> str | None:
    """A number ten times as large."""
    if where.at(_CARD, _ROW) and re.fullmatch(NUMBER, text.strip()):
        return ten_times(text.strip())
    return renumbered(text, r"(?<![\d,.])(\d+\.\d)%", ten_times) if where.at(_HEAD, _FIGURE) else None


def finding(text: str, where: Where, chance: Random) -> str | None:
    """A statement of the headline reversed: narrower for wider, a low for a high, last for first."""
    pairs = {
        "en": {"wider": "narrower", "above": "below", "rose": "fell", "first": "last", "high": "low", "rising": "falling"},
        "zh": {"扩大": "缩小", "单位高": "单位低", "上升": "下降", "居首位": "居末位", "最高": "最低"},
    }
    return swapped(text, pairs[where.lang]) if where.at(_HEAD) else None


def since(text: str, where: Where, chance: Random) -> str | None:
    """A wrong number of periods in the table of what to act on, as in “3 quarters in a row”."""
    if not where.at("act "):
        return None
    return renumbered(text, r"(\d+) \w+ in a row" if where.lang == "en" else r"连续(\d+)", lambda n: str(int(n) + 1))


def tie(text: str, where: Where, chance: Random) -> str | None:
    """A tied rank called untied, or the reverse."""
    if not where.at(_CARD, _ROW, _FIGURE) or where.place.endswith("note"):
        return None
    joint, place = {"en": ("joint ", r"\d+(?:st|nd|rd|th)(?= lowest| of \d)"), "zh": ("并列", r"第\d+[位低]")}[where.lang]
    if joint in text:
        return text.replace(joint, "", 1)
    return re.sub(rf"({place})", rf"{joint}\1", text, count=1) if re.search(place, text) else None


def everything(text: str, where: Where, chance: Random) -> str | None:
    """“All indicators” in place of “some”, or the reverse."""
    if not where.at("standfirst"):
        return None
    every, count = where.text("sentence.tally.all", all=len(where.facts.indicators)), len(where.facts.indicators)
    if every in text or (every := every[0].upper() + every[1:]) in text:
        return text.replace(every, where.text("sentence.tally.known", known=count - 1 or 2, all=count))
    some = where.text("sentence.tally.known", known=len(where.facts.known), all=count)
    return text.replace(some, every) if some in text else None


def returned(text: str, where: Where, chance: Random) -> str | None:
    """A wrong number of returns."""
    found = {"en": r"(\d+) (?:of \d+ returns|late|outstanding)", "zh": r"(?:已报|未报|迟报)(\d+)份"}
    return renumbered(text, found[where.lang], one_more) if where.at("returns", _HEAD, "list", _FIGURE) else None


def absence(text: str, where: Where, chance: Random) -> str | None:
    """A wrong reason for a missing figure."""
    kinds = ("nothing_to_divide_by", "suppressed", "not_applicable", "not_asked", "not_yet_due", "not_reported")
    words = [where.text(f"figure.kinds.{kind}") for kind in kinds]
    at = where.place.endswith("note") or where.at(_HEAD, _ROW)
    found = next((word for word in sorted(words, key=len, reverse=True) if word in text), None) if at else None
    return text.replace(found, chance.choice([w for w in words if w != found]), 1) if found else None


def unmarked(text: str, where: Where, chance: Random) -> str | None:
    """A sum that lacks returns, without the remark that says so."""
    found = {"en": r"( \(\d+ of \d+ units reported\)| \(\d+/\d+\))", "zh": r"(（已报\d+/\d+家）|（\d+/\d+）)"}
    if where.at(_HEAD) or where.place.endswith("alt"):
        return renumbered(text, found[where.lang], lambda part: "")
    brief = {"en": r"^(\d+/\d+ reported(?:, )?)", "zh": r"^(已报\d+/\d+[，]?)"}
    return renumbered(text, brief[where.lang], lambda part: "") or None if where.at(_ROW) else None


def interval(text: str, where: Where, chance: Random) -> str | None:
    """A wrong upper end of an interval or of a range."""
    if where.at(_ROW):
        return renumbered(text.strip(), rf"^{NUMBER}–({NUMBER})$", one_more)
    return renumbered(text, rf"\({NUMBER}%?–({NUMBER})%?\)", one_more) if where.place.endswith("alt") else None


def benchmark(text: str, where: Where, chance: Random) -> str | None:
    """The figure of the whole in place of the figure of the rest."""
    name = where.place.rpartition(" ")[2]
    indicator = next((i for i in where.facts.indicators if i.id == name), None)
    if indicator is None or where.facts.parent is None or not where.at(_CARD, _ROW):
        return None
    rest, above = where.facts.rest(indicator), where.facts.at(where.facts.parent, where.facts.period).value(indicator)
    if rest is None or above is None or text.strip() != where.facts.ledger.figure(rest, indicator):
        return None
    other = where.facts.ledger.figure(above, indicator)
    return other if other != text.strip() else None


KINDS: dict[str, Kind] = {
    "sign": sign,
    "unit": unit,
    "period": period,
    "rank": rank,
    "coverage": coverage,
    "largest": largest,
    "share": share,
    "target met": target,
    "verdict": verdict,
    "provisional": provisional,
    "qualifier": qualifier,
    "percent and points": points,
    "tenfold": tenfold,
    "finding": finding,
    "since when": since,
    "tie": tie,
    "all indicators": everything,
    "returns": returned,
    "kind of absence": absence,
    "partial sum unmarked": unmarked,
    "interval": interval,
    "whole for the rest": benchmark,
}
