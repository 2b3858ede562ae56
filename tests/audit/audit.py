"""The audit of a page: every claim in its head, cards, overview and figures is judged."""

from __future__ import annotations

from tests.audit.bench import Bench, Ruling
from tests.audit.cards import judge_cards
from tests.audit.facts import Facts
from tests.audit.ledger import Ledger
from tests.audit.mastheads import judge_head
from tests.audit.overviews import judge_overview
from tests.audit.page import Page
from tests.audit.pictures import judge_figures
from tests.audit.sentences import Sentences


def audited(page: Page, ledgers: dict[str, Ledger], speeches: dict[str, Sentences]) -> list[Ruling]:
    """The rulings on every claim of a page."""
    facts = Facts(ledgers[page.lang], page.meta("unit"), page.meta("period"))
    bench, speech = Bench(page.name, facts), speeches[page.lang]
    judge_head(page, bench, speech)
    judge_cards(page, bench, speech)
    judge_overview(page, bench, speech)
    judge_figures(page, bench, speech)
    return bench.rulings
