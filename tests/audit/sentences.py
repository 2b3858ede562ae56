"""The patterns of headlines and the lines under them, with what stands in their gaps."""

from __future__ import annotations

from functools import cached_property

from tests.audit import spoken
from tests.audit.grammar import Parser, either, in_turn, literal, many, maybe, one_of
from tests.audit.vocabulary import Vocabulary

_KINDS = ("flow", "stock", "distinct", "ratio", "rate", "score", "rank")
REASONS = ("nothing_to_divide_by", "suppressed", "not_applicable", "not_asked", "not_yet_due", "not_reported")
"""The kinds of absence, as the text catalogue names them."""
_TIMES = ("span", "year", "half", "ytd", "quarter", "month")


class Sentences(Vocabulary):
    """What a page says in sentences."""

    @cached_property
    def comma(self) -> Parser:
        return literal(self.ledger.text["comma"])

    def _bracketed(self, parser: Parser) -> Parser:
        text = self.ledger.text
        return in_turn(literal(text["open"]), parser, literal(text["close"]))

    @cached_property
    def spoken_period(self) -> Parser:
        """A period within a sentence."""
        return self.templates([f"sentence.when.{kind}" for kind in _TIMES], period=self.period)

    @cached_property
    def opening_period(self) -> Parser:
        plain = self.templates([f"sentence.in.{kind}" for kind in _TIMES], period=self.period)
        return either(self.template("sentence.lived", period=plain, months=self.months), plain)

    @cached_property
    def months(self) -> Parser:
        """From which month to which."""
        month = one_of({name: name for name in spoken.month_names(self.ledger.lang)})
        return self.template("page.months", first=month, last=month)

    @cached_property
    def since(self) -> Parser:
        return self.template("sentence.since", period=self.period)

    @cached_property
    def remark(self) -> Parser:
        """What may stand beside a figure."""
        marks = [self.template(f"sentence.reported.{what}", k=self.count, n=self.count) for what in ("units", "returns")]
        marks += [self.template(f"sentence.{key}", count=self.count) for key in ("suppressed", "some_provisional")]
        marks += [self.template("status_mark.provisional"), self.template("number.of", number=self.count)]
        return either(*marks)

    @cached_property
    def limit(self) -> Parser:
        """What may stand behind a figure in a picture's text."""
        of = self.template("number.of", number=self.count)
        returned = self.template("figure.returned", k=self.count, n=self.count)
        return either(of, self.template("status_mark.provisional"), returned, self.template("figure.hidden", count=self.count))

    @cached_property
    def limited(self) -> Parser:
        """A figure in a picture's text, with its limits in brackets."""
        return in_turn(self.amount, maybe(self._bracketed(many(self.limit, self.ledger.text["list"])), [None, []]))

    @cached_property
    def titled_amount(self) -> Parser:
        """A figure in a title, with its remarks in brackets."""
        return in_turn(self.amount, maybe(self._bracketed(many(self.remark, self.ledger.text["list"])), [None, []]))

    @cached_property
    def moved(self) -> Parser:
        """Which way, by how much, since when."""
        growth = [f"sentence.growth.{way}" for way in ("rose", "fell", "level")]
        sorts = [
            f"sentence.difference.{sort}.{way}" for sort in ("count", "level_of", "rank") for way in ("rose", "fell", "level")
        ]
        plain = self.templates([*growth, *sorts], percent=self.count, amount=self.amount, on=self.since)
        return either(self.template("sentence.loose", text=plain), plain)

    @cached_property
    def like(self) -> Parser:
        return either(*(self.template(f"sentence.like.{what}", k=self.count, n=self.count) for what in ("units", "returns")))

    @cached_property
    def movers(self) -> Parser:
        """How much of a change came with whom."""
        keys = [f"sentence.moved.{key}" for key in ("from", "opened", "to", "closed", "one", "many")]
        who = either(*(self.template(key, unit=self.unit, other=self.unit, count=self.count) for key in keys))
        return either(*(self.template(f"sentence.moved.{key}", who=who, amount=self.amount) for key in ("all", "some")))

    @cached_property
    def change(self) -> Parser:
        """A change with of how many it is told and what came with whom."""
        after = [maybe(in_turn(self.comma, parser)) for parser in (self.like, self.movers)]
        return in_turn(self.moved, *after)

    @cached_property
    def clause(self) -> Parser:
        """One indicator: its figure, its published rank, its change."""
        marks = many(self.remark, self.ledger.text["comma"])
        figure = either(self.template("sentence.remarked", amount=self.amount, remark=marks), self.amount)
        said = self.templates([f"sentence.clause.{kind}" for kind in _KINDS], name=self.indicator, amount=figure)
        ranked = self.template("sentence.rank", among=self.among, rank=self.count)
        return in_turn(said, *(maybe(in_turn(self.comma, parser)) for parser in (ranked, self.change)))

    @cached_property
    def among(self) -> Parser:
        say = self.ledger
        return either(
            *(literal(say.name(entry["among"])) for entry in say.indicators.values() if entry.get("among")), literal("\0")
        )

    @cached_property
    def headline(self) -> Parser:
        """A sentence of the headline."""
        said = many(self.clause, self.ledger.text["semicolon"])
        gaps = {"period": self.opening_period, "whole": self.whole, "said": said}
        opened = [self.template(f"sentence.headline.{origin}", **gaps) for origin in ("synthetic", "published", "reported")]
        why = many(either(*(self.template(f"figure.kinds.{kind}") for kind in REASONS)), self.ledger.text["list"])
        few = self.template("sentence.few", k=self.count, n=self.count, period=self.spoken_period)
        kinds = ("not_reported", "not_asked", "published_only", "other")
        nothing = [
            self.template(f"sentence.nothing.{kind}", unit=self.unit, period=self.spoken_period, why=why) for kind in kinds
        ]
        then = self.template("sentence.of_then", name=self.indicator, amount=self.amount, period=self.period)
        latest = self.template("sentence.latest", said=many(then, self.ledger.text["semicolon"]))
        roll_call = in_turn(self.received, literal(self.ledger.text["stop"].strip()))
        return either(few, *nothing, latest, *opened, self.template("sentence.more", said=said), roll_call)

    @cached_property
    def received(self) -> Parser:
        """How many returns came."""
        keys = ("late", "undated", "missing")
        parts = {key: maybe(self.template(f"collection.counted.{key}", count=self.count)) for key in keys}
        some = self.template("collection.counted.some", period=self.period, came=self.count, expected=self.count, **parts)
        states = ("on time", "late", "received", "missing")
        return either(some, *(self.template(f"collection.counted.one.{state}", period=self.period) for state in states))

    @cached_property
    def verdict_counts(self) -> Parser:
        """How many indicators have each verdict."""
        signs = ("better", "similar", "worse", "higher", "lower", "none")
        return many(
            either(*(self.template(f"verdict.count.{sign}", count=self.count) for sign in signs)), self.ledger.text["list"]
        )

    @cached_property
    def standfirst(self) -> Parser:
        """The verdicts counted, and the tally."""
        against = self.template("verdict.against", above=self.rest, count=self.count)
        counted = in_turn(against, self.verdict_counts, literal(self.ledger.text["semicolon"]))
        gaps = {"known": self.count, "all": self.count, "better": self.count, "worse": self.count, "set": self.count}
        gaps |= {"met": self.count, "on": self.since}
        said = either(*(self.template(f"sentence.tally.{key}", **gaps) for key in ("all", "known", "moved", "targets")))
        tally = in_turn(many(said, self.ledger.text["semicolon"]), literal(self.ledger.text["stop"].strip()))
        return in_turn(maybe(counted), tally)
