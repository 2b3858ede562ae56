from __future__ import annotations

from functools import cached_property

from tests.audit import spoken
from tests.audit.grammar import Parser, either, in_turn, literal, many, maybe, one_of
from tests.audit.vocabulary import Vocabulary

REASONS = ("nothing_to_divide_by", "suppressed", "not_applicable", "not_asked", "not_yet_due", "not_reported")
"""The kinds of absence, as the text catalogue names them."""
_TIMES = ("span", "year", "half", "ytd", "quarter", "month")


class Sentences(Vocabulary):
    @cached_property
    def comma(self) -> Parser:
        return literal(self.ledger.text["comma"])

    def _bracketed(self, parser: Parser) -> Parser:
        text = self.ledger.text
        return in_turn(literal(text["open"]), parser, literal(text["close"]))

    @cached_property
    def spoken_period(self) -> Parser:
        return self.templates([f"sentence.when.{kind}" for kind in _TIMES], period=self.period)

    @cached_property
    def months(self) -> Parser:
        month = one_of({name: name for name in spoken.month_names(self.ledger.lang)})
        return self.template("page.months", first=month, last=month)

    @cached_property
    def since(self) -> Parser:
        return self.template("sentence.since", period=self.period)

    @cached_property
    def remark(self) -> Parser:
        """A reservation beside a figure: “3 of 5 units reported”."""
        marks = [self.template(f"sentence.reported.{what}", k=self.count, n=self.count) for what in ("units", "returns")]
        marks += [self.template(f"sentence.{key}", count=self.count) for key in ("suppressed", "some_provisional")]
        marks += [self.template("status_mark.provisional"), self.template("number.of", number=self.count)]
        return either(*marks)

    @cached_property
    def limit(self) -> Parser:
        """A reservation after a figure in an alternative text: “3/5”."""
        of = self.template("number.of", number=self.count)
        returned = self.template("figure.returned", k=self.count, n=self.count)
        return either(of, self.template("status_mark.provisional"), returned, self.template("figure.hidden", count=self.count))

    @cached_property
    def limited(self) -> Parser:
        """A figure in an alternative text, with its reservations in brackets."""
        return in_turn(self.amount, maybe(self._bracketed(many(self.limit, self.ledger.text["list"])), [None, []]))

    @cached_property
    def titled_amount(self) -> Parser:
        """A figure in a title, with its reservations in brackets."""
        return in_turn(self.amount, maybe(self._bracketed(many(self.mark, self.ledger.text["list"])), [None, []]))

    @cached_property
    def mark(self) -> Parser:
        """A reservation in few words: “3/5 reported”."""
        counted = [self.template(f"overview.{key}", count=self.count) for key in ("suppressed", "provisional")]
        reported = self.template("overview.reported", k=self.count, n=self.count)
        return either(reported, *counted, self.template("status_mark.provisional"), self.template("number.of", number=self.count))

    @cached_property
    def moved(self) -> Parser:
        """A change: its direction, its size, and the period that it compares with."""
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
    def alike(self) -> Parser:
        """In few words, how many units or returns a change compares."""
        return either(*(self.template(f"overview.like.{what}", k=self.count, n=self.count) for what in ("units", "returns")))

    @cached_property
    def movers(self) -> Parser:
        """The part of a change that comes from units that joined or left."""
        keys = [f"sentence.moved.{key}" for key in ("from", "opened", "to", "closed", "one", "many")]
        who = either(*(self.template(key, unit=self.unit, other=self.unit, count=self.count) for key in keys))
        return either(*(self.template(f"sentence.moved.{key}", who=who, amount=self.amount) for key in ("all", "some")))

    @cached_property
    def change(self) -> Parser:
        """A change, with the number of units that it compares, and with the part that comes from units that joined or left."""
        after = [maybe(in_turn(self.comma, parser)) for parser in (either(self.like, self.alike), self.movers)]
        return in_turn(self.moved, *after)

    @cached_property
    def among(self) -> Parser:
        say = self.ledger
        return either(
            *(literal(say.name(entry["among"])) for entry in say.indicators.values() if entry.get("among")), literal("\0")
        )

    @cached_property
    def headline(self) -> Parser:
        why = many(either(*(self.template(f"figure.kinds.{kind}") for kind in REASONS)), self.ledger.text["list"])
        few = self.template("sentence.few", k=self.count, n=self.count, period=self.spoken_period)
        kinds = ("not_reported", "not_asked", "published_only", "other")
        nothing = [
            self.template(f"sentence.nothing.{kind}", unit=self.unit, period=self.spoken_period, why=why) for kind in kinds
        ]
        then = self.template("sentence.of_then", name=self.indicator, amount=self.amount, period=self.period)
        latest = self.template("sentence.latest", said=many(then, self.ledger.text["semicolon"]))
        roll_call = in_turn(self.received, literal(self.ledger.text["stop"].strip()))
        return either(few, *nothing, latest, *self._findings(), roll_call)

    def _findings(self) -> list[Parser]:
        """The statements of a headline, among them that nothing stands out."""
        kinds = (*_TIMES, "week")
        steps, long, latest = ([f"headline.{part}.{kind}" for kind in kinds] for part in ("steps", "long", "latest"))
        target = either(self.template("headline.target.own"), self.template("headline.target.of", period=self.period))
        gaps = {
            "name": self.indicator,
            "amount": self.amount,
            "target": target,
            "change": either(self.moved, self.amount, self.template("headline.points", number=self.count)),
            "rest": self.rest,
            "then": self.period,
            "since": self.how_long,
            "of": self.count,
            "many": self.templates(steps, count=self.count),
            "long": self.templates(long, count=self.count),
            "latest": self.templates(latest),
            "rank": either(self.template("sentence.rank", among=self.among, rank=self.place), self.place),
        }
        keys = [f"target.{way}{after}" for way in ("short", "over") for after in ("_after", "")]
        keys += [f"rest.{way}.{more}" for way in ("above", "below") for more in ("plain", "long", "wider", "narrower")]
        keys += [f"{what}.{way}" for what in ("run", "turn", "record") for way in ("up", "down")]
        keys += ["rank.first", "rank.last", "rank.lowest", "rank.highest", "rank.low", "rank.place", "outside", "change"]
        said = either(*(self.template(f"headline.{key}", **gaps) for key in keys))
        signal = self.template("headline.signal", name=self.indicator, rule=self.rule, period=self.period)
        spans = {"first": self.period, "last": self.period}
        trend = either(*(self.template(f"headline.trend.{way}", name=self.indicator, **spans) for way in ("up", "down")))
        loose = self.template("sentence.loose", text=either(said, signal, trend))
        likely = maybe(
            self.templates([f"headline.nothing.likely.{number}" for number in ("one", "some", "all", "only")], count=self.count)
        )
        counts = {"count": self.count, "met": self.count, "known": self.count, "rest": self.rest, "likely": likely}
        none = [
            self.template(f"headline.nothing.{key}", **counts)
            for key in ("both", "both_one", "rest", "rest_one", "targets", "close", "earlier", "alone")
        ]
        none += [self.template(f"verdict.unjudged.{key}", **self._unjudged()) for key in ("said", "bare")]
        return [self.template("headline.sentence", said=either(said, signal, trend, loose)), *none]

    def _unjudged(self) -> dict[str, Parser]:
        """What figures stand beside, and why none of them is judged: the gaps of a sentence in a headline."""
        reasons = ("returns", "suppressed", "period", "side", "interval")
        whys = self.templates([f"verdict.unjudged.why.{reason}" for reason in reasons])
        texts = (literal(str(self.ledger.text[f"verdict.unjudged.{key}"])) for key in ("targets", "peers"))
        sep = self.ledger.text["list"]
        return {"beside": many(either(*texts, self.rest), sep), "why": many(whys, sep)}

    @cached_property
    def rule(self) -> Parser:
        """The rule by which a point of a chart is a signal."""
        keys = [f"block.signal.rules.{rule}.{way}" for rule in ("outside", "trend", "near", "shift") for way in ("up", "down")]
        return self.templates(keys)

    @cached_property
    def signal(self) -> Parser:
        """The signal in an indicator's row of the overview."""
        many = self.templates([f"headline.steps.{kind}" for kind in (*_TIMES, "week")], count=self.count)
        told = self.template("overview.signal.rule", rule=self.rule, period=self.period)
        return either(self.templates([f"overview.signal.{way}" for way in ("up", "down")], many=many), told)

    @cached_property
    def how_long(self) -> Parser:
        """For how many periods in a row a target has been missed or a figure has been worse, as in “3 quarters in a row”."""
        many = self.templates([f"headline.steps.{kind}" for kind in (*_TIMES, "week")], count=self.count)
        keys = [f"acting.since.{key}" for key in ("new", "no_target", "unknown", "begun", "least")]
        return self.templates(keys, many=many, first=self.period)

    @cached_property
    def received(self) -> Parser:
        keys = ("late", "undated", "missing")
        parts = {key: maybe(self.template(f"collection.counted.{key}", count=self.count)) for key in keys}
        some = self.template("collection.counted.some", period=self.period, came=self.count, expected=self.count, **parts)
        states = ("on time", "late", "received", "missing")
        return either(some, *(self.template(f"collection.counted.one.{state}", period=self.period) for state in states))

    @cached_property
    def verdict_counts(self) -> Parser:
        signs = ("better", "similar", "worse", "higher", "lower", "none")
        return many(
            either(*(self.template(f"verdict.count.{sign}", count=self.count) for sign in signs)), self.ledger.text["list"]
        )

    @cached_property
    def standfirst(self) -> Parser:
        """The counts of verdicts, of indicators with a figure, and of targets met."""
        against = self.template("verdict.against", above=self.rest, count=self.count)
        counted = in_turn(against, self.verdict_counts, literal(self.ledger.text["semicolon"]))
        gaps = {"known": self.count, "all": self.count, "better": self.count, "worse": self.count, "set": self.count}
        gaps |= {"met": self.count, "on": self.since}
        gaps |= {"open": self.count, "hidden": self.count, "below": self.count}
        moved = [f"moved.{key}" for key in ("both", "better", "worse")]
        targets = [f"targets.{key}" for key in ("some", "all", "none", "one_met", "one_missed")]
        keys = ("all", "known", "nothing", "below", *moved, *targets, "open", "hidden")
        said = either(*(self.template(f"sentence.tally.{key}", **gaps) for key in keys))
        tally = in_turn(many(said, self.ledger.text["semicolon"]), literal(self.ledger.text["stop"].strip()))
        return in_turn(maybe(counted), tally)
