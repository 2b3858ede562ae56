"""`Report`: the object from which a template gets everything that it shows."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from reportlib.analysis import View, Whole, whole_of
from reportlib.analysis.snapshots.latest_known import LatestKnown
from reportlib.blocks.lastvalue import watch
from reportlib.blocks.own.call import Call
from reportlib.blocks.own.methods import OwnPieces
from reportlib.blocks.pieces import Pieces
from reportlib.blocks.plot import theme
from reportlib.blocks.text import Words
from reportlib.data import read_observations, read_targets
from reportlib.errors import ParameterError, Problem, choices
from reportlib.handover import for_a_page, received, template_of
from reportlib.periods import Period
from reportlib.query.bound import Questions
from reportlib.query.selection import Selection
from reportlib.query.words import figure_in_words
from reportlib.report import figures, opening, signals, sources
from reportlib.report.parts import Choice, Wanted
from reportlib.workbook import Workbook, declared, find
from reportlib.workbook.declared import Value, report_name
from reportlib.workbook.documents import Text


class Report(OwnPieces, Questions):
    """One unit's figures in one period and language, as sections of a page.

    Each method of a standard section returns what one cell shows. Parts without data are left out. A template may choose parts
    by name: `only` these, all `without` these, or these first, in this `order`.

    Parameters
    ----------
    template
        The name of the template; by default that of the running notebook.
    unit, period, lang
        The id of the unit, the period (see `reportlib.periods`), and one of the workbook's languages.
    status
        "final" or "draft".
    **parameters
        The template's parameters, by name. Values that are not the defaults become part of the report's name.
    workbook
        The folder of the workbook; by default the working folder, or the nearest folder above it that is a workbook.

    Raises
    ------
    InputError
        When the workbook, its data or the parameters are wrong; the error lists every problem.
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
        if not for_a_page():  # a page has its own buttons, and does not need plotly's renderers
            theme.hide_uploads()
        watch()
        template = template_of(unit, period, lang) or template or _notebook()
        self.settings = declared.settings_of(template, _root(workbook), parameters) if parameters else ()
        self.handed = received(report_name(template, unit, period, lang, self.settings)) if not workbook else None
        self.workbook = self.handed.view.workbook if self.handed else Workbook.load(_root(workbook))
        self.template, self.status, self._elsewhere = template, status, bool(workbook)
        self.period = self.handed.view.period if self.handed else _checked(self.workbook, unit=unit, period=period, lang=lang)
        self.unit, self.words = self.workbook.units[unit], Words.of_workbook(self.workbook, lang)
        self.name = report_name(template, unit, self.period, lang, self.settings)

    @cached_property
    def whole(self) -> Whole:
        """The figures of every unit. A report that reads them is due again whenever anything in the workbook changes."""
        self.book.note("everything")
        return self._seen_from(replace(self.period, known=False))

    def _seen_from(self, period: Period) -> Whole:
        workbook = Workbook.load(self.workbook.root)
        observations, targets = read_observations(workbook), read_targets(workbook)
        return whole_of(workbook, observations, targets, period=period, published_only=self.unit.published_only)

    @cached_property
    def _figures(self) -> Whole | LatestKnown:
        return LatestKnown(self.whole, self._seen_from) if self.period.known else self.whole

    @cached_property
    def view(self) -> View:
        """The figures of the report, as frames."""
        return self.handed.view if self.handed else self._figures.view(self.unit.id)

    def _value(self, name: str, value: object, mistakes: Call) -> object:
        """A value for a gap in a text; a selection becomes its figure in words (see `reportlib.query.words`)."""
        return figure_in_words(name, value, mistakes) if isinstance(value, Selection) else value

    def opening(self, *, about: Selection | Wanted = (), only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """Where the figures come from, title, headline and cards; then what to act on, commentary and published figures.

        The parts of the section are `act`, `commentary` and `published`; the rest is always shown.

        Parameters
        ----------
        about
            What the page is about, if not all figures: indicators by id or name, or a selection such as
            `report.where(owner="…")`. A selection of one indicator may have several units.
        """
        choice = Choice.of("opening", only=only, without=without, order=order)
        if isinstance(about, Selection):
            return opening.headed(self, choice, about=about)
        return opening.headed(self, choice, about=self[about] if about else None)

    def roll_call(self) -> Pieces:
        """The opening of a report on returns: how many were due, came, came late, and are missing."""
        return opening.roll_call(self)

    def overview(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """Every indicator of the unit in one table.

        The parts of the section are the indicators; the name of a dimension stands for all its indicators.
        """
        return figures.overviewed(self, Choice.of("overview", only=only, without=without, order=order))

    def movement(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """What rose and fell since the year before, and which units contributed most to the changes of counts.

        The parts of the section are `movement` (what rose and fell) and the ids of the counts.
        """
        return figures.moved(self, Choice.of("movement", only=only, without=without, order=order))

    def dimensions(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """A section for each dimension: its leading indicator over time, then the others in small charts.

        The parts of the section are the dimensions.
        """
        return figures.by_dimension(self, Choice.of("dimensions", only=only, without=without, order=order))

    def comparison(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """The units below in one table, with a funnel plot; if there are no units below, the unit among its peers.

        The parts of the section are `units` (the table) and the indicator of the funnel plot. Without units below, they are the
        ranked indicators.
        """
        return figures.compared(self, Choice.of("comparison", only=only, without=without, order=order))

    def signals(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """A table that says which indicators have a signal (a figure beyond ordinary variation), then a chart for each indicator.

        The parts of the section are the indicators with a `signal` in the catalogue.
        """
        return signals.signalled(self, Choice.of("signals", only=only, without=without, order=order))

    def departments(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """For each owner, what to act on and a summary; then each owner's figures, which open at a click.

        The parts of the section are the owners.
        """
        return figures.by_owner(self, Choice.of("departments", only=only, without=without, order=order))

    def collection(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """Who has reported, who has not, and who was late.

        The parts of the section are `over-time`, `map`, `share`, `punctual`, `punctuality`, and the lists `missing` and `late`.
        """
        return sources.returned(self, Choice.of("collection", only=only, without=without, order=order))

    def quality(self) -> Pieces:
        """How many returns came, and what the checks found about the figures."""
        return sources.doubtful(self)

    def notes(self, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Pieces:
        """How each indicator is counted and added up, and what the page was made from.

        The parts of the section are the indicators; the name of a dimension stands for all its indicators.
        """
        return sources.explained(self, Choice.of("notes", only=only, without=without, order=order))

    @property
    def title(self) -> Text:
        """The title of the template in each language; empty if its notebook has none."""
        return opening.title_of(self)

    @property
    def data_hash(self) -> str:
        """The fingerprint of the report's figures."""
        return self.handed.data if self.handed else self._figures.digest(self.unit.id)


def _root(workbook: str | Path) -> Path:
    return Path(workbook) if workbook else find(Path.cwd())


def _notebook() -> str:
    """The name of the running notebook, from JupyterLab's environment variable; `report` if it is not set."""
    return Path(os.environ.get("JPY_SESSION_NAME", "")).stem or "report"


def _checked(workbook: Workbook, *, unit: str, period: str | int, lang: str) -> Period:
    problems = []
    if unit not in workbook.units.by_id:
        problems.append(Problem(f"unit '{unit}' is not known; {choices(unit, list(workbook.units.by_id), what='units')}"))
    if lang not in workbook.settings.languages:
        languages = workbook.settings.languages
        problems.append(Problem(f"language '{lang}' is not one of this workbook; {choices(lang, languages, what='languages')}"))
    try:
        parsed = workbook.years.read(period)
    except ValueError as error:
        problems.append(Problem(f"period: {error}"))
    if problems:
        raise ParameterError(problems)
    return parsed
