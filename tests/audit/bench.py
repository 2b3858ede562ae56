from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.audit.expected import Expected
from tests.audit.facts import Facts
from tests.audit.ledger import Ledger


@dataclass(frozen=True)
class Ruling:
    """What the audit says of one claim: `true`, `false`, `unjudged` or `unexplained`, and why."""

    verdict: str
    page: str
    place: str
    claim: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.verdict}: {self.page}, {self.place}: “{self.claim}”{f': {self.why}' if self.why else ''}"


@dataclass
class Bench:
    """The rulings on one page, and what the oracle (`tests/oracle`) computes for the page's unit and period."""

    page: str
    facts: Facts
    only: str = ""
    """Only claims in places that begin with this text are judged."""
    place: str = ""
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def say(self) -> Ledger:
        return self.facts.ledger

    @property
    def right(self) -> Expected:
        return Expected(self.facts)

    def at(self, place: str) -> bool:
        """Go to a place of the page; return whether claims there are to be checked."""
        self.place = place
        return place.startswith(self.only)

    def there(self, unit: str, period: str) -> Bench:
        """A `Bench` for another unit and period, which adds its rulings to the same list."""
        return Bench(self.page, self.facts.at(unit, period), self.only, self.place, self.rulings)

    def rule(self, verdict: str, claim: object, why: str = "") -> None:
        self.rulings.append(Ruling(verdict, self.page, self.place, str(claim), why))

    def hold(self, said: object, right: object, what: str) -> None:
        """Rule a claim true if `said` equals `right` (or is in `right`, if that is a set), else false."""
        allowed = list(right) if isinstance(right, (set, frozenset)) else [right]
        good = said in allowed
        self.rule("true" if good else "false", f"{what}: {_shown(said)}", "" if good else f"right is {_listed(allowed)}")

    def spare(self, claim: object, why: str) -> None:
        """Rule a claim as `unjudged`."""
        self.rule("unjudged", claim, why)

    def leave(self, claim: object) -> None:
        """Rule a claim as `unexplained`: no sentence pattern matches it."""
        self.rule("unexplained", claim)

    @property
    def counts(self) -> Counter[str]:
        return Counter(ruling.verdict for ruling in self.rulings)


def _shown(value: object) -> str:
    return " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _listed(values: Collection[object]) -> str:
    return " or ".join(sorted(map(_shown, values))) or "to say nothing"
