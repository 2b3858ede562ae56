"""The audit of a page: all claims in its head, cards, table of what to act on, overview, figures and JSON file are checked."""

from __future__ import annotations

from tests.audit.acted import judge_acting
from tests.audit.bench import Bench, Ruling
from tests.audit.cards import judge_cards
from tests.audit.facts import Facts
from tests.audit.held import judge_held
from tests.audit.mastheads import judge_head
from tests.audit.overviews import judge_overview
from tests.audit.page import Page
from tests.audit.pictorial import Pictorial
from tests.audit.pictures import judge_figures


def audited(page: Page, speeches: dict[str, Pictorial], *, only: str = "") -> list[Ruling]:
    """The rulings on the claims of a page; `only` restricts them to places whose names begin with it."""
    speech = speeches[page.lang]
    facts = Facts(speech.ledger, page.meta("unit"), page.meta("period"))
    bench = Bench(page.name, facts, only)
    judge_head(page, bench, speech)
    judge_cards(page, bench, speech)
    judge_acting(page, bench, speech)
    judge_overview(page, bench, speech)
    judge_figures(page, bench, speech)
    if page.held is not None:
        judge_held(page.held, page, bench, speech)
    return bench.rulings
