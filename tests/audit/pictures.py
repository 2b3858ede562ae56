"""Check the title, subtitle, alternative text and note of each figure, and the titles of lists and tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.audit.bench import Bench
from tests.audit.grammar import Claim, Parser, readings
from tests.audit.ledger import BY_A_METHOD, METHODS
from tests.audit.listings import judge_listings
from tests.audit.moves import judge_change_title, judge_collection_title, judge_movement_title, judge_moves_alt, judge_steps_alt
from tests.audit.noted import judge_note
from tests.audit.over_time import judge_panels, judge_trend_alt, judge_trend_title
from tests.audit.page import Figure, Page
from tests.audit.parts import judge_cells_alt
from tests.audit.pictorial import Pictorial
from tests.audit.rankings import judge_bars_alt, judge_ranking_title
from tests.audit.subtitles import judge_subtitle
from tests.audit.tabled import judge_units

Judge = Callable[[Any, Figure, Bench, Pictorial], None]


def judge_figures(page: Page, bench: Bench, speech: Pictorial) -> None:
    for n, figure in enumerate(page.figures, 1):
        place = f"figure {n} {figure.kind}"
        if figure.kind in METHODS:
            _left(figure, place, bench)
            continue
        if figure.kind == "units":
            judge_units(figure, place, bench, speech)
            continue
        if bench.at(f"{place} title"):
            _judged(figure.title, figure, _titles(speech), bench, speech)
        if bench.at(f"{place} subtitle"):
            _judged(figure.subtitle, figure, [(speech.subtitle, judge_subtitle)], bench, speech)
        if bench.at(f"{place} alt"):
            _judged(figure.alt, figure, [_ALTS[figure.kind](speech)], bench, speech)
        if figure.note and bench.at(f"{place} note"):
            _judged(figure.note, figure, [(speech.note, judge_note)], bench, speech)
    judge_listings(page, bench, speech)


def _left(figure: Figure, place: str, bench: Bench) -> None:
    """Rule all texts of this figure as unjudged, because it shows a statistical method."""
    for name in ("title", "subtitle", "alt", "note"):
        if (text := getattr(figure, name)) and bench.at(f"{place} {name}"):
            bench.spare(text, BY_A_METHOD)


def _judged(text: str, figure: Figure, ways: list[tuple[Parser, Judge]], bench: Bench, speech: Pictorial) -> None:
    """Check a text by its first reading without a false claim; if there is none, by its first reading.

    A text that cannot be read is unexplained.
    """
    rulings = None
    for parser, judge in ways:
        for found in readings(parser, text):
            tried = Bench(bench.page, bench.facts, bench.only, bench.place)
            judge(found, figure, tried, speech)
            rulings = rulings or tried.rulings
            if not tried.counts["false"]:
                bench.rulings += tried.rulings
                return
    if rulings is None:
        bench.leave(text)
    else:
        bench.rulings += rulings


def _titles(speech: Pictorial) -> list[tuple[Parser, Judge]]:
    return [
        (speech.collection_title, _alone(judge_collection_title)),
        (speech.ranking_title, _alone(judge_ranking_title)),
        (speech.change_title, _alone(judge_change_title)),
        (speech.movement_title, _alone(judge_movement_title)),
        (speech.panels_title, _panels_title),
        (speech.by_title, _alone(_no_claim)),
        (speech.trend_title, _alone(judge_trend_title)),
    ]


def _alone(judge: Callable[[Any, Bench], None]) -> Judge:
    """A `Judge` that calls a function with only the claim and the bench."""
    return lambda found, figure, bench, speech: judge(found, bench)


def _no_claim(found: Claim, bench: Bench) -> None:
    bench.hold(any(i.id in found["name"] for i in bench.facts.indicators), True, f"an indicator of the page: {found.text}")


def _panels_title(found: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check how many indicators an owner has, if the title says so."""
    if found.key != "departments.trend":
        return
    names = (found["owner"],)
    owners = [
        o["id"] for o in bench.say.catalogue["owners"] for k in ("name", "demonstration") if bench.say.name(o.get(k)) in names
    ]
    if bench.say.text["owner.units"] in names:
        owners += [o["id"] for o in bench.say.catalogue["owners"] if o.get("role") == "unit"]
    mine = [i for i in bench.facts.known if bench.say.indicators[i.id]["owner"] in owners]
    bench.hold(found["count"], str(len(mine)), f"indicators of {found['owner']}")


_ALTS: dict[str, Callable[[Pictorial], tuple[Parser, Judge]]] = {
    "trend": lambda speech: (speech.trend_alt, judge_trend_alt),
    "small_multiples": lambda speech: (speech.panels_alt, judge_panels),
    "ranked_bars": lambda speech: (speech.bars_alt, _alone(judge_bars_alt)),
    "dumbbell": lambda speech: (speech.moves_alt, _alone(judge_moves_alt)),
    "waterfall": lambda speech: (speech.steps_alt, _alone(judge_steps_alt)),
    "heat": lambda speech: (speech.cells_alt, lambda found, figure, bench, _: judge_cells_alt(found, figure, bench)),
}
