"""What a finding is: a sentence that could head a page, with its ground and how much it weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reportlib.analysis import View
from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.text import Words, sentences
from reportlib.blocks.text.sentences import Sentence
from reportlib.workbook.catalogue import Indicator

KINDS: Final = {
    "target": "target",
    "worse": "others",
    "signal-bad": "time",
    "run-bad": "time",
    "record-bad": "time",
    "better": "others",
    "turn-bad": "time",
    "run-good": "time",
    "record-good": "time",
    "turn-good": "time",
    "signal-good": "time",
    "higher": "others",
    "lower": "others",
    "outside": "others",
    "last": "others",
    "first": "others",
    "place": "others",
    "change": "time",
}
"""Every kind of finding, the one that comes first first, and what it sets a figure beside: a target, others, or other times."""
LAST: Final = "change"
PLAIN: Final = ("place", LAST)
"""The kinds that any figure has with peers, or with an earlier one: it stands out by nothing."""


@dataclass(frozen=True)
class Candidate:
    """One finding.

    Parameters
    ----------
    kind
        One of `KINDS`.
    indicator
        Of which indicator it is; empty where it is of none alone.
    weight
        By how much it comes before others of its kind.
    carded
        Whether the indicator has a card, which says much of it already.
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
        """What the figure is set beside: a target, others, or itself at other times."""
        return KINDS[self.kind]

    @property
    def order(self) -> tuple[int, bool, float]:
        """By which findings are sorted, the best first."""
        return list(KINDS).index(self.kind), self.carded, -self.weight

    @property
    def sentence(self) -> Sentence:
        """As it stands on a page."""
        return Sentence(self.text, self.origin)

    def claim(self, subject: str) -> Claim:
        """As the facts of a page hold it."""
        return Claim("headline", self.text, subject, ground=self.ground, facts=self.facts)


@dataclass(frozen=True)
class Teller:
    """Makes the findings on one indicator of a view: what they all have in common, once."""

    view: View
    words: Words
    name: str

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.view.workbook.catalogue[self.name]

    @property
    def indicator_name(self) -> str:
        """What the indicator is called."""
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
        """A finding, said by a pattern of the text catalogue; marked where it is `loose`, of provisional figures."""
        row = self.view.standing_of(self.name)
        clause = self.words(f"headline.{key}", name=self.indicator_name, **gaps)
        text = self.words("sentence.loose", text=clause) if loose else clause
        whole = self.words("headline.sentence", said=text[:1].upper() + text[1:])
        carded = self.name in sentences.cards(self.view)
        return Candidate(kind, self.name, whole, row.origin, ground, weight, carded, tuple(facts))
