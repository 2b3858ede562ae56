"""Report: the one object that a notebook talks to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import plotly.graph_objects as go

from reportlib import declared, matrix, provenance
from reportlib.analysis import View, Whole, see
from reportlib.declared import Value, report_name
from reportlib.display import charts, collection, opening, overview, sentences, tables, theme, verdicts
from reportlib.display.below import below
from reportlib.display.lastvalue import watch
from reportlib.display.markdown import to_html
from reportlib.display.notes import notes
from reportlib.display.own.given import Asked
from reportlib.display.own.methods import OwnPieces
from reportlib.display.pieces import Piece, Pieces, fill
from reportlib.display.text import Words
from reportlib.documents import Text
from reportlib.errors import ParameterError, Problem, choices
from reportlib.handover import received, template_of
from reportlib.observations import read_observations, read_targets
from reportlib.periods import Period
from reportlib.query.bound import Questions
from reportlib.query.selection import Selection
from reportlib.query.words import figure_in_words
from reportlib.workbook import Workbook, find


class Report(OwnPieces, Questions):
    """One unit's figures in one period, told in one language, part by part.

    Every method gives what one cell of a notebook shows. A part that the data has nothing for is left out.

    Parameters
    ----------
    template
        The name of the notebook, which says what kind of report it is; its own unless one is given.
    unit, period, lang
        Which unit, which period (see `reportlib.periods`), in which of the workbook's languages.
    status
        "final" or "draft".
    parameters
        The template's own parameters, by name: they are a part of the report's name where they are not as it has them.
    workbook
        The folder of the workbook; empty: the nearest one from the working folder upward.

    Raises
    ------
    InputError
        When the workbook, its data or these parameters are wrong; every problem at once.
    """

    def __init__(
        self,
        template: str = "",
        *,
        unit: str,
        period: str | int,
        lang: str,
        status: str = "final",
        workbook: str | Path = "",
        **parameters: Value,
    ) -> None:
        theme.hide_uploads()
        watch()
        template = template_of(unit, period, lang) or template or _notebook()
        self.settings = declared.settings_of(template, _root(workbook), parameters) if parameters else ()
        self._handed = received(report_name(template, unit, period, lang, self.settings)) if not workbook else None
        self.workbook = self._handed.view.workbook if self._handed else Workbook.load(_root(workbook))
        self.template, self.status, self._elsewhere = template, status, bool(workbook)
        self.period = _checked(self.workbook, unit=unit, period=period, lang=lang)
        self.unit, self.words = self.workbook.units[unit], Words(lang)
        self.name = report_name(template, unit, self.period, lang, self.settings)

    @cached_property
    def whole(self) -> Whole:
        """The figures of every unit, to explore; a template that reads them is made again whenever anything changes."""
        self.book.note("everything")
        workbook = Workbook.load(self.workbook.root)
        observations, targets = read_observations(workbook), read_targets(workbook)
        return see(workbook, observations, targets, period=self.period, named=self.unit.published_only)

    @cached_property
    def view(self) -> View:
        """The figures that the report is written from, as frames."""
        return self._handed.view if self._handed else self.whole.view(self.unit.id)

    def _value(self, name: str, value: object, asked: Asked) -> object:
        """A value for a text; of a selection the one figure that it chooses, with what limits it."""
        return figure_in_words(name, value, asked) if isinstance(value, Selection) else value

    def opening(self) -> Pieces:
        """Where the figures come from, the title, the headline sentence and the cards; then the analyst's words."""
        view, words = self.view, self.words
        masthead = self._masthead(sentences.headline(view, words), tally=sentences.tally(view, words))
        parts = [opening.banner(view, words), masthead, opening.card_pieces(view, words)]
        return Pieces([*parts, *self._commentary(), *self._published()])

    def roll_call(self) -> Pieces:
        """The opening of a report on returns: how many were due, came, came late, and are missing."""
        said = collection.roll_call(self.view, self.words)
        return Pieces([opening.banner(self.view, self.words), self._masthead([said], tally=""), *self._commentary()])

    def overview(self) -> Pieces:
        """Every indicator of the unit in one table."""
        if self.view.known.empty:
            return Pieces()
        return Pieces([self._section("overview", judged=list(self.view.known.index)), overview.overview(self.view, self.words)])

    def movement(self) -> Pieces:
        """What rose and fell on the year, and which units moved the totals."""
        totals = self.view.totals if self.view.children else []
        moved = [charts.contribution(self.view, self.words, name) for name in totals]
        return self._with_section("movement", [charts.movement(self.view, self.words), *moved], sizes=("half",))

    def dimensions(self) -> Pieces:
        """A section for each dimension: its leading indicator over time, then the others, small."""
        parts: list[Piece | go.Figure | None] = []
        catalogue = self.view.workbook.catalogue
        for number, dimension in enumerate(catalogue.dimensions):
            names = [name for name in self.view.known.index if catalogue[name].dimension == dimension.id]
            drawn = self._over_time(names, title=self.words("chart.dimension.title", dimension=self.words.name(dimension.name)))
            if drawn:
                chapter = self.words.get("page.chapters")[number % 10]
                name, note = self.words.name(dimension.name), self.words.name(dimension.note)
                parts += [self._heading(dimension.id, name, lead=note, number=chapter, judged=names), *drawn]
        return Pieces(parts)

    def comparison(self) -> Pieces:
        """The units below side by side, or, where there are none, the unit among its peers; and what totals are made of."""
        view = self.view
        if view.children:
            ranked = [charts.ranking(view, self.words, name, view.children, benchmark=view.unit) for name in view.rates]
            made_of = [charts.composition(view, self.words, name) for name in view.totals[:1]]
            drawn = self._with_section(
                "comparison", [charts.comparison(view, self.words), *ranked, *made_of], sizes=("full", "half", "half", "full")
            )
            listed = below(view, self.words, [*view.rates, *view.totals[:1]]) if drawn else None
            return Pieces([*drawn, listed])
        ranked = [charts.among_peers(view, self.words, name) for name in view.rates]
        return self._with_section("peers", ranked, sizes=("half",))

    def departments(self) -> Pieces:
        """For each owner: its indicators, targets met and missed, how many units reported, and the way they went."""
        parts: list[Piece | go.Figure | None] = [self._section("departments"), collection.by_owner(self.view, self.words)]
        for owner, name, names, table in tables.departments(self.view, self.words):
            title = self.words("departments.trend", owner=name, count=len(names))
            parts += [self._heading(owner, name), table]
            parts.append(charts.multiples(self.view, self.words, names, title=title))
        return Pieces(parts)

    def collection(self) -> Pieces:
        """Who has reported, who has not, and who was late."""
        view, words = self.view, self.words
        drawn = [
            collection.rate_over_time(view, words),
            collection.rate_map(view, words),
            collection.rate_by_unit(view, words, column="share"),
            collection.rate_by_unit(view, words, column="punctual"),
            collection.punctuality(view, words),
        ]
        charted = self._with_section("collection", drawn, sizes=("full", "full", "half", "half", "full"))
        listed = [collection.outstanding(view, words, state=state) for state in ("missing", "late")]
        return Pieces([*charted, self._section("outstanding"), *listed])

    def quality(self) -> Pieces:
        """Who sent the figures, and every finding about them."""
        return Pieces([self._section("quality"), tables.quality(self.view, self.words)])

    def notes(self) -> Pieces:
        """How each indicator is counted and added up; and what the page was made from."""
        facts = {
            "unit": self.words.name(self.unit.name),
            "period": self.words.period(self.period),
            "catalogue": self.workbook.catalogue.version,
            "data": self._data,
            "code": provenance.code_hash(),
            "template": self.template,
            "packages": f"{provenance.packages_hash()} ({provenance.packages()})",
        }
        return Pieces([self._section("notes"), notes(self.view, self.words), tables.end(self.view, self.words, facts=facts)])

    @property
    def title(self) -> Text:
        """What kind of report the template is, from the notebook's own metadata."""
        path = self.workbook.root / "notebooks" / f"{self.template}.ipynb"
        metadata = json.loads(path.read_text("utf-8"))["metadata"] if path.is_file() else {}
        return dict(metadata.get("reportlib", {}).get("title", {}))

    def _masthead(self, headline: list[sentences.Sentence], *, tally: str) -> Piece:
        piece = opening.masthead(
            self.view,
            self.words,
            title=self.title,
            status=self.status,
            corrections=self._handed.corrections if self._handed else matrix.corrections(self.workbook.root).get(self.name, []),
            headline=headline,
            tally=tally,
        )
        return replace(piece, facts=piece.facts | {"page": self._facts(str(piece.facts["title"]))})

    def _facts(self, title: str) -> dict[str, str]:
        """What the page says of itself in its head, for whoever makes a page of the executed notebook."""
        return {
            "name": self.name,
            "title": opening.with_settings(title, self.settings, self.words),
            "lang": self.words.lang,
            "unit": self.unit.id,
            "unit_name": self.words.name(self.unit.name),
            "level": self.unit.level,
            "period": str(self.period),
            "template": self.template,
            "status": self.status,
            "data_hash": self._data,
            "catalogue_version": self.workbook.catalogue.version,
            "code_hash": provenance.code_hash(),
            "packages": provenance.packages(),
            "settings": json.dumps(dict(self.settings), ensure_ascii=False) if self.settings else "",
        }

    @property
    def _data(self) -> str:
        """The fingerprint of the figures that the page is written from."""
        return self._handed.data if self._handed else self.whole.digest(self.unit.id)

    def _published(self) -> Iterable[Piece]:
        table = tables.published(self.view, self.words)
        return [self._section("published"), table] if table else []

    def _commentary(self) -> Iterable[Piece]:
        path = self.workbook.root / "params" / "commentary" / f"{self.name}.md"
        if not path.is_file():
            return []
        html = fill("commentary", self.words, body=to_html(path.read_text("utf-8")))
        return [self._section("commentary"), Piece("block", str(html))]

    def _section(self, key: str, *, judged: Sequence[str] = ()) -> Piece:
        return self._heading(key, self.words(f"section.{key}.title"), lead=self.words(f"section.{key}.lead"), judged=judged)

    def _heading(self, key: str, title: str, *, lead: str = "", number: str = "", judged: Sequence[str] = ()) -> Piece:
        """The heading of a section, with a count of the verdicts on the indicators in it."""
        counts = verdicts.counted(self.view, self.words, judged)
        html = fill("section", self.words, number=number, title=title, lead=lead, counts=counts)
        return Piece("section", str(html), {"id": key, "title": title})

    def _with_section(self, key: str, drawn: Sequence[Piece | go.Figure | None], *, sizes: tuple[str, ...]) -> Pieces:
        """Figures, or a remark in place of one, under a section's heading; nothing without any. The last size is for the rest."""
        shown = [figure for figure in drawn if figure is not None]
        widths = [sizes[min(n, len(sizes) - 1)] if len(shown) > 1 else "full" for n in range(len(shown))]
        sized = [part if isinstance(part, Piece) else part.sized(width) for part, width in zip(shown, widths, strict=True)]
        return Pieces([self._section(key), *sized]) if shown else Pieces()

    def _over_time(self, names: list[str], *, title: str) -> list[go.Figure]:
        lead = charts.leader(self.view, names)
        if lead is None:
            return []
        rest = [name for name in names if name != lead]
        others = charts.multiples(self.view, self.words, rest, title=title) if rest else None
        return [figure for figure in (charts.trend(self.view, self.words, lead), others) if figure is not None]


def _root(workbook: str | Path) -> Path:
    """The folder of the workbook that was named, or of the nearest one."""
    return Path(workbook) if workbook else find(Path.cwd())


def _notebook() -> str:
    """The name of the notebook that runs here, as JupyterLab tells its kernels; `report` where nothing does."""
    return Path(os.environ.get("JPY_SESSION_NAME", "")).stem or "report"


def _checked(workbook: Workbook, *, unit: str, period: str | int, lang: str) -> Period:
    """The period asked for, once all that was asked for is known to be there."""
    problems = []
    if unit not in workbook.units.by_id:
        problems.append(Problem(f"unit '{unit}' is not known; {choices(unit, list(workbook.units.by_id), what='units')}"))
    if lang not in workbook.settings.languages:
        known = workbook.settings.languages
        problems.append(Problem(f"language '{lang}' is not one of this workbook; {choices(lang, known, what='languages')}"))
    try:
        parsed = Period.given(period)
    except ValueError as error:
        problems.append(Problem(f"period: {error}"))
    if problems:
        raise ParameterError(problems)
    return parsed
