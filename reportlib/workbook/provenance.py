"""Short fingerprints of the inputs of a page; they change whenever the page might."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from reportlib.private import open_input
from reportlib.sources.addresses import is_database
from reportlib.workbook import Workbook, declared
from reportlib.workbook.documents import is_copy, own_files

SHORT = 12
PACKAGE = Path(__file__).parents[1]
PACKAGES = ("ipykernel", "nbclient", "nbconvert", "numpy", "pandas", "papermill", "plotly", "pypinyin")
"""The packages whose version can make a difference to a page."""


def fingerprint(files: Iterable[Path], *, root: Path) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of files and their names, in the order of their names.

    A file that cannot be read is left out; whoever needs the file reports the error.
    """
    digest = hashlib.sha256()
    for path in sorted(files):
        with suppress(OSError):
            with open_input(path) as stream:
                file_digest = hashlib.file_digest(stream, "sha256").digest()
            digest.update(path.relative_to(root).as_posix().encode(errors="surrogateescape"))
            digest.update(file_digest)
    return digest.hexdigest()[:SHORT]


@dataclass(frozen=True)
class Inputs:
    """The fingerprints of everything that the pages of a workbook depend on."""

    data: str
    params: str
    templates: str
    code: str
    packages: str


def inputs(workbook: Workbook) -> Inputs:
    """The fingerprints of a workbook's data, params and templates, of this package, and of the packages that it uses."""
    files = [path for ending in ("yaml", "md") for path in own_files(workbook.root / "params", f"**/*.{ending}")]
    params = [path for path in files if not is_copy(path.name)]
    return Inputs(
        data=data_hash(workbook),
        params=fingerprint(params, root=workbook.root),
        templates=_templates(workbook.root / "notebooks"),
        code=code_hash(),
        packages=packages_hash(),
    )


def _templates(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in own_files(folder, "*.ipynb"):
        with suppress(OSError):
            digest.update(f"{path.name}\0{declared.fingerprint(path)}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()[:SHORT]


def data_hash(workbook: Workbook) -> str:
    """The fingerprint of a workbook's data files, targets, tables of units and names, and answers of databases.

    Raises
    ------
    DataError
        When a database does not answer.
    """
    names = [data.file for data in workbook.settings.data if not is_database(data.file)]
    names += [workbook.settings.targets] if workbook.settings.targets else []
    names += workbook.listed
    names += [layout.unit_names for layout in workbook.layouts if layout.unit_names]
    of_files = fingerprint({workbook.root / name for name in names}, root=workbook.root)
    from_databases = [layout for layout in workbook.layouts if is_database(layout.file)]
    answers = [workbook.source(layout.file, layout).version() for layout in from_databases]
    return hashlib.sha256(" ".join([of_files, *answers]).encode()).hexdigest()[:SHORT] if answers else of_files


@lru_cache(maxsize=1)
def packages() -> str:
    """The packages whose version can change a page, with their versions."""
    return ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def packages_hash() -> str:
    """The fingerprint of `packages`."""
    return hashlib.sha256(packages().encode()).hexdigest()[:SHORT]


@lru_cache(maxsize=1)
def code_hash() -> str:
    """The fingerprint of this package: code, texts, templates and styles."""
    files = [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".yaml", ".j2", ".css", ".js"}]
    return fingerprint(files, root=PACKAGE)
