from __future__ import annotations

from functools import cached_property

from tests.audit.grammar import Parser, either, in_turn, literal, many, maybe, template
from tests.audit.sentences import REASONS, Sentences

_TARGETS = ("met", "short", "over", "under", "just_over", "just_under", "level")


class Pictorial(Sentences):
    """The parsers for texts in and around the figures of a page."""

    @cached_property
    def _semicolon(self) -> str:
        return str(self.ledger.text["semicolon"])

    @cached_property
    def opened_indicator(self) -> Parser:
        return self.indicator

    @cached_property
    def trend_title(self) -> Parser:
        """The title of a trend: a figure, its change, its target."""
        when = either(self.template("sentence.lived", period=self.period, months=self.months), self.period)
        gaps = {"name": self.indicator, "amount": self.titled_amount, "period": when}
        told = either(*(self.template(f"chart.trend.{key}", **gaps) for key in ("then", "title")))
        target = either(*(self.template(f"chart.{key}", amount=self.amount) for key in _TARGETS))
        return in_turn(told, maybe(in_turn(self.comma, self.change)), maybe(in_turn(self.comma, target)))

    @cached_property
    def change_title(self) -> Parser:
        """The title of a chart of changes: a change, and which unit contributed most to it."""
        gaps = {"name": self.indicator, "change": self.change, "unit": self.unit, "amount": self.amount}
        return either(*(self.template(f"chart.contribution.{key}", **gaps) for key in ("most", "against", "title")))

    @cached_property
    def movement_title(self) -> Parser:
        gaps = {"name": self.indicator, "change": self.amount, "before": self.period, "now": self.period}
        return either(*(self.template(f"chart.movement.{key}", **gaps) for key in ("rose", "fell", "title")))

    @cached_property
    def ranking_title(self) -> Parser:
        """The title of a ranking: a rank, and how many units have none."""
        gaps = {"name": self.indicator, "unit": self.unit, "place": self.ranked, "of": self.count, "amount": self.limited}
        own = either(*(self.template(f"chart.ranking.{key}", **gaps) for key in ("own_low", "own")))
        first = either(*(self.template(f"chart.ranking.{key}", **gaps) for key in ("highest", "lowest")))
        return either(in_turn(own, self.others), first)

    @cached_property
    def ranked(self) -> Parser:
        """A place in a ranking, counted from either end."""
        kinds = ("place_tied", "low_tied", "lowest_tied", "low", "lowest", "highest", "place")
        return self.templates([f"sentence.place.{kind}" for kind in kinds], rank=self.place)

    @cached_property
    def others(self) -> Parser:
        """How many units did not report, and how many are not ranked."""
        parts = (self.template(f"chart.ranking.{key}", count=self.count) for key in ("missing", "unranked"))
        return in_turn(*(maybe(in_turn(self.comma, part)) for part in parts))

    @cached_property
    def by_title(self) -> Parser:
        """A title that only names an indicator."""
        say = self.ledger
        names = {name for level in say.levels.values() for name in _cases(say.name(level["name"]))}
        levels = many(either(*map(literal, sorted(names, key=len, reverse=True))), say.text["list"])
        return self.template("chart.by", name=self.indicator, level=levels)

    @cached_property
    def panels_title(self) -> Parser:
        say = self.ledger
        dimension = either(*(literal(say.name(d["name"])) for d in say.catalogue["dimensions"]))
        names = {say.name(o[key]): o["id"] for o in say.catalogue["owners"] for key in ("name", "demonstration") if o.get(key)}
        owner = either(*(literal(name) for name in sorted([*names, say.text["owner.units"]], key=len, reverse=True)))
        return either(
            self.template("chart.dimension.title", dimension=dimension),
            self.template("chart.dimension.rest"),
            self.template("departments.trend", owner=owner, count=self.count),
        )

    @cached_property
    def collection_title(self) -> Parser:
        """The titles of figures about returns."""
        gaps = {"unit": self.unit, "came": self.count, "of": self.count, "percent": self.count, "before": self.period}
        gaps |= {"now": self.period, "met": self.count, "set": self.count}
        owners = [f"owner.title.{key}" for key in ("some", "all", "none")]
        keys = ("share.least", "punctual.least", "punctual.change", *owners, "share.title", "punctual.title", "map.title")
        return either(self.received, *(self.template(f"collection.{key}", **gaps) for key in keys))

    @cached_property
    def subtitle(self) -> Parser:
        at = self.template("chart.at", unit=self.unit, period=self.period)
        limits = many(either(at, self.remark), self.ledger.text["comma"])
        gaps = {"unit": self.unit, "first": self.period, "last": self.period, "kind": self.kind_of_period}
        spans = either(*(self.template(f"chart.{key}", **gaps) for key in ("span_finer", "span")))
        known = self.template("chart.ranking.known", known=self.count, all=self.count)
        ranked = in_turn(self.template("chart.ranking.ranked", count=self.count), self.others)
        reach = in_turn(maybe(in_turn(self.template("chart.range", low=self.amount, high=self.amount), self.comma)), known)
        listed = in_turn(self.period, maybe(in_turn(self.comma, either(ranked, reach))))
        returns = either(*(self.template(f"collection.{key}.subtitle", due=self.count) for key in ("rate", "punctual", "map")))
        return either(spans, limits, listed, returns)

    @cached_property
    def kind_of_period(self) -> Parser:
        kinds = ("span", "year", "half", "ytd", "quarter", "month")
        return either(*(self.template(f"chart.kinds.{kind}") for kind in kinds))

    @cached_property
    def _kinds(self) -> Parser:
        return either(*(self.template(f"figure.kinds.{kind}") for kind in REASONS))

    @cached_property
    def note(self) -> Parser:
        text = self.ledger.text
        drawn = ("not_from_zero", "across_not_from_zero", "own_scales", "broken", "cell_partial", "unexplained_note", "pushes")
        plain = [self.template(f"figure.{key}") for key in (*drawn, "hatched")]
        plain += [self.template(f"collection.{key}") for key in ("map.shade", "owner.note")]
        plain.append(self.template("figure.dashes", kinds=many(self._kinds, text["list"])))
        plain.append(self.template("figure.negative", count=self.count))
        signs = either(*(in_turn(self.sign, literal(" "), literal(text[f"origin.{o}.name"])) for o in _ORIGINS))
        plain.append(self.template("figure.key", signs=many(signs, text["list"])))
        return many(either(*plain, *self._counting_notes), text["figure.between"])

    @cached_property
    def sign(self) -> Parser:
        return either(*map(literal, "■●○"))

    @cached_property
    def _counting_notes(self) -> list[Parser]:
        text = self.ledger.text
        limits = in_turn(literal(text["open"]), many(self.limit, text["list"]), literal(text["close"]))
        more = maybe(self.template("figure.partial_more", count=self.count))
        partial = self.template("figure.partial", points=many(in_turn(self.period, limits), text["list"]), more=more)
        what = either(
            self.template("figure.silent", count=self.count),
            self.template("figure.absent", kind=self._kinds, count=self.count),
            self.template("figure.unranked", count=self.count),
        )
        names = many(either(self.unit, self.indicator), text["list"])
        noted = [self.template(f"figure.{key}", what=what, names=names) for key in ("noted", "noted_all", "noted_some")]
        part = either(self.like, *(self._opened(f"sentence.like.{what}") for what in ("units", "returns")))
        told = [self.template("chart.told_of", part=part, names=names), self.template("chart.provisional", names=names)]
        undated = self.template("collection.punctual.undated", count=self.count)
        return [partial, *noted, *told, undated]

    def _opened(self, key: str) -> Parser:
        """A parser for the sentence pattern `key`, written with a capital letter."""
        written = str(self.ledger.text[key])
        return template(key, written[:1].upper() + written[1:], {"k": self.count, "n": self.count})

    def _sentence(self, what: Parser, *told: Parser) -> Parser:
        return self.template("figure.alt.sentence", what=what, told=many(either(*told), self._semicolon))

    @cached_property
    def trend_alt(self) -> Parser:
        gaps = {"name": self.unit, "value": self.limited, "period": self.period, "low": self.amount, "high": self.amount}
        missing = maybe(self.template("figure.alt.missing", count=self.count))
        lines = [in_turn(self.template(f"figure.alt.{key}", **gaps), missing) for key in ("line", "line_single", "no_line")]
        target = self.template("figure.target_of", period=self.period, value=self.amount)
        return self._sentence(self._subject, *lines, target)

    @cached_property
    def _subject(self) -> Parser:
        names = [self.template(f"collection.{key}.name") for key in ("rate", "share", "punctual", "owner")]
        return either(self.indicator, *names)

    @cached_property
    def panels_alt(self) -> Parser:
        against = maybe(self.template("figure.alt.against", name=self.unit))
        panels = self.template("figure.alt.panels", count=self.count, against=against)
        return either(panels, self.template("figure.alt.nothing"))

    @cached_property
    def panels_row(self) -> Parser:
        """The name of a row in the table of panels: an indicator and, in brackets, the unit compared with."""
        return in_turn(self.indicator, maybe(self._bracketed(self.unit)))

    @cached_property
    def bars_alt(self) -> Parser:
        gaps = {"count": self.count, "first": self.unit, "last": self.unit, "high": self.limited, "low": self.limited}
        gaps |= {"name": self.unit, "value": self.limited, "place": self.ranked, "of": self.count}
        ends, own = ("bars", "bars_plain", "bars_alike", "bars_one"), ("marked_low", "marked", "marked_plain")
        keys = (*ends, *own, "not_reported", "unranked", "nothing")
        return self._sentence(self._subject, *(self.template(f"figure.alt.{key}", **gaps) for key in keys))

    @cached_property
    def moves_alt(self) -> Parser:
        gaps = {"before": self.period, "after": self.period, "rose": self.count, "fell": self.count, "same": self.count}
        gaps |= {"name": either(self.indicator, self.unit), "change": self.amount, "count": self.count}
        told = [self.template(f"figure.alt.{key}", **gaps) for key in ("dumbbell", "moved_most", "not_known", "nothing")]
        return self._sentence(either(self.movement_title, self.collection_title), *told)

    @cached_property
    def steps_alt(self) -> Parser:
        gaps = {"start": self.amount, "start_name": self.period, "end": self.amount, "end_name": self.period}
        gaps |= {"name": self.unit, "change": self.amount}
        return self._sentence(
            self.indicator, *(self.template(f"figure.alt.{key}", **gaps) for key in ("waterfall", "pushed", "nothing"))
        )

    @cached_property
    def cells_alt(self) -> Parser:
        gaps = {"rows": self.count, "columns": self.count, "count": self.count}
        told = [self.template(f"figure.alt.{key}", **gaps) for key in ("heat", "not_reported")]
        return self._sentence(self.collection_title, *told)


_ORIGINS = ("published", "reported", "synthetic")


def _cases(name: str) -> tuple[str, str]:
    return name, name[:1].lower() + name[1:]
