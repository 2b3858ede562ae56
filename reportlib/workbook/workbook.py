"""A workbook: a folder with params/, data/ and notebooks/, read and checked as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reportlib.errors import InputError, Problem, WorkbookError, choices
from reportlib.periods import Cycle
from reportlib.periods.reading import Years
from reportlib.workbook import tabled
from reportlib.workbook.breaks import with_concerned
from reportlib.workbook.catalogue import Catalogue, Indicator
from reportlib.workbook.checks import catalogue as catalogue_checks
from reportlib.workbook.checks import changes as change_checks
from reportlib.workbook.checks import layouts as layout_checks
from reportlib.workbook.checks import paths as path_checks
from reportlib.workbook.checks import units as unit_checks
from reportlib.workbook.documents import Document, Noun
from reportlib.workbook.layouts import Layout, Layouts
from reportlib.workbook.nouns import misnamed, untranslated
from reportlib.workbook.settings import Calendar, Settings
from reportlib.workbook.units import Level, Unit, Units

if TYPE_CHECKING:
    from reportlib.sources import Source

LISTS: dict[str, tuple[str, type[Noun]]] = {"catalogue": ("indicators", Indicator), "units": ("units", Unit)}
"""The list of each params file that may be in a table, and the model of a row."""
MARKER = Path("params", "workbook.yaml")


@dataclass(frozen=True)
class Workbook:
    """The contents of a workbook's params files; its figures are read by `reportlib.data`."""

    root: Path
    settings: Settings
    catalogue: Catalogue
    units: Units
    layouts: tuple[Layout, ...] = ()
    """The layouts of params/sources.yaml."""
    listed: tuple[str, ...] = ()
    """The files of tables from which its units or indicators are read."""

    @property
    def level_ids(self) -> tuple[str, ...]:
        """The workbook's levels, top first."""
        return tuple(level.id for level in self.settings.levels)

    @property
    def base(self) -> Cycle:
        """The kind of period in which figures are collected, unless the catalogue gives another one for an indicator."""
        return self.settings.calendar.cycle

    @cached_property
    def years(self) -> Years:
        """The kinds of years that the calendar and indicators use; they may start in different months."""
        return _years(self.settings, self.catalogue)

    def year_starts(self, indicator: Indicator) -> int:
        """The month in which the years of an indicator start."""
        return indicator.year_starts or self.settings.calendar.year_starts

    def cycle(self, indicator: Indicator) -> Cycle:
        """The kind of period in which an indicator is collected, such as quarters of years from April."""
        return Cycle.of(indicator.frequency or self.settings.calendar.every, self.year_starts(indicator))

    def source(self, file: str, layout: Layout | None = None) -> Source:
        """The source of a data file's table; always the same object, so that a database is asked only once."""
        from reportlib.sources import source_of  # noqa: PLC0415 pandas and readers of sheets: needed only for a table

        return self._sources.setdefault((file, layout.name if layout else ""), source_of(self.root, file, layout))

    @cached_property
    def _sources(self) -> dict[tuple[str, str], Source]:
        return {}

    def level(self, level: str) -> Level:
        """The level with this id."""
        return next(one for one in self.settings.levels if one.id == level)

    def indicators_on(self, level: str) -> tuple[Indicator, ...]:
        """The indicators with figures on a level, in the order of the catalogue."""
        return self.catalogue.on_level(level, levels=self.level_ids)

    @classmethod
    def load(cls, root: Path) -> Workbook:
        """Read and check the params files of a workbook.

        Raises
        ------
        WorkbookError
            With every problem of every file. References in params/sources.yaml are checked only if the other files are right.
        """
        documents, models, problems = _read(root)
        settings, catalogue, units, layouts = (models.get(name) for name in ("workbook", "catalogue", "units", "sources"))
        if isinstance(settings, Settings):
            problems.extend(_check_together(root, settings, catalogue, units, documents))
        if isinstance(catalogue, Catalogue) and isinstance(units, Units):
            problems.extend(catalogue_checks.broken(catalogue, documents["catalogue"], units=tuple(units.by_id)))
        if problems:
            raise WorkbookError(problems)
        assert isinstance(settings, Settings) and isinstance(catalogue, Catalogue) and isinstance(units, Units)
        laid_out, data_files = layouts.sources if isinstance(layouts, Layouts) else (), {data.file for data in settings.data}
        if faults := list(
            layout_checks.check(laid_out, documents.get("sources"), root, data_files, catalogue=catalogue, units=units)
        ):
            raise WorkbookError(faults)
        listings = (tabled.listing_of(documents[name], key) for name, (key, _) in LISTS.items())
        return cls(root, settings, with_concerned(catalogue, units), units, laid_out, tuple(one.file for one in listings if one))


def _read(root: Path) -> tuple[dict[str, Document], dict[str, Noun], list[Problem]]:
    documents: dict[str, Document] = {}
    models: dict[str, Noun] = {}
    problems: list[Problem] = []
    files: dict[str, type[Noun]] = {"workbook": Settings, "catalogue": Catalogue, "units": Units}
    files |= {"sources": Layouts} if (root / "params" / "sources.yaml").exists() else {}
    for name, model in files.items():
        try:
            documents[name] = _document(root, name, models.get("workbook"))
            models[name] = documents[name].parse(model, years=_years(models.get("workbook"), models.get("catalogue")))
        except InputError as error:
            problems.extend(error.problems)
    return documents, models, problems


def _document(root: Path, name: str, settings: object) -> Document:
    document = Document(root / "params" / f"{name}.yaml", name=f"params/{name}.yaml")
    if name not in LISTS:
        return document
    languages = settings.languages if isinstance(settings, Settings) else ()
    return tabled.resolved(document, LISTS[name][0], root, LISTS[name][1], languages=languages)


def _years(settings: object, catalogue: object) -> Years:
    calendar = settings.calendar if isinstance(settings, Settings) else Calendar()
    others = [i.year_starts for i in catalogue.indicators if i.year_starts] if isinstance(catalogue, Catalogue) else []
    return Years(tuple(dict.fromkeys([calendar.year_starts, *others])))


def find(start: Path) -> Path:
    """The nearest folder, from `start` upward, that is a workbook.

    Raises
    ------
    WorkbookError
        When there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / MARKER).is_file():
            return folder
    message = f"no workbook here or in a folder above (none has {MARKER.as_posix()}); go into one or give --workbook DIR"
    raise WorkbookError([Problem(message, file=str(start))])


def _check_together(
    root: Path, settings: Settings, catalogue: object, units: object, documents: dict[str, Document]
) -> Iterator[Problem]:
    yield from _check(settings, documents["workbook"], catalogue if isinstance(catalogue, Catalogue) else None)
    yield from path_checks.misplaced(root, settings.files(), documents["workbook"])
    languages = settings.languages
    if isinstance(catalogue, Catalogue):
        ids, document = tuple(level.id for level in settings.levels), documents["catalogue"]
        yield from catalogue_checks.check(catalogue, document, levels=ids, languages=languages, calendar=settings.calendar)
    if isinstance(units, Units):
        yield from unit_checks.check(units, documents["units"], levels=settings.levels, languages=languages)
        yield from change_checks.check(units, documents["units"], languages=languages)


def _check(settings: Settings, document: Document, catalogue: Catalogue | None) -> Iterator[Problem]:
    yield from misnamed([level.id for level in settings.levels], document, "levels", what="a level")
    yield from untranslated(settings, document, (), languages=settings.languages)
    for n, level in enumerate(settings.levels):
        yield from untranslated(level, document, ("levels", n), languages=settings.languages)
        if catalogue is not None:
            yield from _check_cards(level, catalogue, document, n)
            yield from _check_size(level, tuple(other.id for other in settings.levels), catalogue, document, n)


def _check_cards(level: Level, catalogue: Catalogue, document: Document, n: int) -> Iterator[Problem]:
    for card in level.cards:
        if card not in catalogue.by_id:
            message = f"card '{card}' is not an indicator; {choices(card, list(catalogue.by_id), what='indicators')}"
            yield document.problem(message, "levels", n, "cards")


def _check_size(level: Level, levels: tuple[str, ...], catalogue: Catalogue, document: Document, n: int) -> Iterator[Problem]:
    if level.size is None:
        return
    on_level = catalogue.on_level(level.id, levels=levels)
    fitting = [i.id for i in on_level if i.kind in ("flow", "stock") and i.rolls_up == "sum"]
    if level.size in fitting:
        return
    indicator = catalogue.by_id.get(level.size)
    if indicator is None:
        fault = "is not an indicator"
    elif indicator not in on_level:
        fault = "has no figures on that level"
    else:
        fault = f"is a {indicator.kind} and rolls up by '{indicator.rolls_up}': it does not add up over units"
    message = f"size '{level.size}' of level '{level.id}' {fault}; {choices(level.size, fitting, what='indicators that fit')}"
    mend = "name a stock or flow that is summed over units and has figures on that level, or leave `size` out"
    yield document.problem(message, "levels", n, "size", mend=mend)
