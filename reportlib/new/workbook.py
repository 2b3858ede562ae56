"""Write a new workbook: a skeleton of three units, or one guessed from tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files as resources
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlib.atomic import write_whole
from reportlib.data.guessing.layouts import GUESS
from reportlib.data.guessing.params_text import files
from reportlib.data.guessing.proposal import propose
from reportlib.errors import InputError, ParameterError, Problem
from reportlib.new.template import new_template
from reportlib.workbook import MARKER, Workbook, schemas
from reportlib.workbook.patterns import period_of

IGNORED = "outputs/\n.ipynb_checkpoints/\n"
SKELETON = "skeleton"


@dataclass(frozen=True)
class Started:
    """A workbook that was written: its folder, the guesses in it, and what was not read of the tables."""

    root: Path
    guesses: tuple[str, ...]
    unread: tuple[str, ...]


def start(folder: Path, tables: Sequence[Path], *, period: str = "") -> Started:
    """Write a workbook into a new or empty folder; after an error nothing is written.

    Without tables it is a skeleton of three units. `period` is the period of all figures, if no table says it.

    Raises
    ------
    InputError
        When the folder is not empty, a table is missing or cannot be read, or a decision cannot be guessed.
    """
    _check(folder, tables, period)
    not_read: tuple[str, ...] = ()
    if tables:
        proposal = propose(tables, name=folder.resolve().name, period=period_of(period) if period else "")
        params, not_read = files(proposal), tuple(proposal.unread)
    else:
        params = _skeleton("yaml")
    with TemporaryDirectory(prefix=f".{folder.resolve().name}.", dir=_nearest(folder)) as beside:
        new_folder = Path(beside) / folder.resolve().name
        with _places_of(tables):
            _write(new_folder, params, tables)
        guesses = tuple(_guesses(new_folder))
        _move_into(new_folder, folder)
    return Started(folder, guesses, not_read)


def _write(folder: Path, params: Mapping[str, str], tables: Sequence[Path]) -> None:
    for name in ("params", "data", "notebooks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_whole(folder / ".gitignore", IGNORED)
    for name, text in params.items():
        write_whole(folder / "params" / f"{name}.yaml", text)
    for table in tables:
        shutil.copyfile(table, folder / "data" / table.name)
    for name, text in {} if tables else _skeleton("csv").items():
        write_whole(folder / "data" / f"{name}.csv", text)
    list(schemas.write(folder / "params" / "schemas"))
    workbook = Workbook.load(folder.resolve())
    for level in workbook.level_ids:
        new_template(workbook, level, source="", level=level)


def _nearest(folder: Path) -> Path:
    """The nearest existing folder above a path; files in it can be renamed into place (same file system)."""
    return next(above for above in folder.resolve().parents if above.is_dir())


def _move_into(new_folder: Path, folder: Path) -> None:
    """Move the files of a finished workbook into a new or empty folder, without replacing the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in sorted(new_folder.iterdir()):
        entry.rename(folder / entry.name)


@contextmanager
def _places_of(tables: Sequence[Path]) -> Iterator[None]:
    """In this context, errors name the user's tables in place of the workbook's copies, which are removed after an error."""
    path_by_file = {f"data/{table.name}": str(table) for table in tables}
    try:
        yield
    except InputError as error:
        problems = [replace(problem, file=path_by_file.get(problem.file or "", problem.file)) for problem in error.problems]
        raise type(error)(problems) from None


def _skeleton(suffix: str) -> dict[str, str]:
    entries = [entry for entry in resources("reportlib.new").joinpath(SKELETON).iterdir() if entry.name.endswith(f".{suffix}")]
    return {entry.name.removesuffix(f".{suffix}"): entry.read_text("utf-8") for entry in entries}


def _check(folder: Path, tables: Sequence[Path], period: str) -> None:
    problems = []
    if (folder / MARKER).exists():
        problems.append(Problem(f"'{folder}' is a workbook already, and is left as it is; name another folder"))
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problems.append(Problem(f"'{folder}' is not an empty folder, and is left as it is; name one that is not there yet"))
    kinds = "CSV, .xlsx, .xls, .ods or .parquet"
    missing = [table for table in tables if not table.is_file()]
    problems += [Problem(f"--from '{table}' is not there; give the path of a table: {kinds}") for table in missing]
    names = [table.name for table in tables]
    if len(set(names)) < len(names):
        problems.append(Problem("two files of --from have the same name; rename one of them"))
    if period and not period_of(period):
        problems.append(Problem(f"--period '{period}' is not a period: write one such as 2023, 2023Q4 or 2023-11"))
    if problems:
        raise ParameterError(problems)


def _guesses(folder: Path) -> list[str]:
    guesses = []
    for path in sorted((folder / "params").glob("*.yaml")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            value, mark, why = line.partition(GUESS)
            if mark:
                guesses.append(f"params/{path.name}:{number}: {value.strip().removeprefix('- ')}: {why}")
    return guesses
