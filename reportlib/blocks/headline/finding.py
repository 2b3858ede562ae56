"""`Candidate`: a statement that could be in the headline; `Teller` makes candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reportlib.analysis import View
from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.text import Words, sentences
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.sentences import Sentence
from reportlib.workbook.catalogue import Indicator

KINDS: Final = {
    "target": "target",
    "worse": "others",
    "signal-bad": "time",
    "trend-bad": "time",
    "run-bad": "time",
    "record-bad": "time",
    "better": "others",
    "turn-bad": "time",
    "run-good": "time",
    "record-good": "time",
    "turn-good": "time",
    "signal-good": "time",
    "trend-good": "time",
    "higher": "others",
    "lower": "others",
    "outside": "others",
    "last": "others",
    "first": "others",
    "place": "others",
    "change": "time",
}
"""The kinds of candidates in order of priority, each with its group: comparison with a target, with others, or over time."""
LAST: Final = "change"
PLAIN: Final = ("place", LAST)
"""The kinds of candidates that exist for any figure with peers or an earlier figure, and so are nothing special."""


@dataclass(frozen=True)
class Candidate:
    """A statement that could be in the headline.

    Parameters
    ----------
    kind
        One of `KINDS`.
    indicator
        The id of the indicator; empty if the statement is about several indicators.
    weight
        The priority among candidates of one kind; the largest comes first.
    carded
        Whether the indicator has a card. A card shows much of the statement, so candidates without a card come first.
    """

    kind: str
    indicator: str
    text: str
    origin: str
    ground: str
    weight: float = 0.0
    carded: bool = False
    facts: tuple[Fact, ...] = field(default=(), repr=False)

    @property
    def group(self) -> str:
        """The group of the candidate's kind: comparison with a target, with others, or over time."""
        return KINDS[self.kind]

    @property
    def order(self) -> tuple[int, bool, float]:
        """The sort key; the best candidate has the smallest key."""
        return list(KINDS).index(self.kind), self.carded, -self.weight

    @property
    def sentence(self) -> Sentence:
        """The candidate as a sentence for a page."""
        return Sentence(self.text, self.origin)

    def claim(self, subject: str) -> Claim:
        """The candidate as a claim for the facts of a page."""
        return Claim("headline", self.text, subject, ground=self.ground, facts=self.facts)


@dataclass(frozen=True)
class Teller:
    """Makes the candidates about one indicator of a view."""

    view: View
    words: Words
    name: str

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.view.workbook.catalogue[self.name]

    @property
    def indicator_name(self) -> str:
        """The plain name of the indicator or, if it has none, its name."""
        return self.words.name(self.indicator.plain or self.indicator.name)

    def candidate(
        self,
        kind: str,
        key: str,
        gaps: Mapping[str, str],
        *,
        ground: str,
        weight: float,
        facts: Sequence[Fact],
        loose: bool = False,
    ) -> Candidate:
        """A candidate worded by the text `key`; `loose` marks it as based on provisional figures."""
        row = self.view.standing_of(self.name)
        clause = self.words(f"headline.{key}", name=self.indicator_name, **gaps)
        text = self.words("sentence.loose", text=clause) if loose else clause
        whole = self.words("headline.sentence", said=capitalised(text))
        carded = self.name in sentences.cards(self.view)
        return Candidate(kind, self.name, whole, row.origin, ground, weight, carded, tuple(facts))
