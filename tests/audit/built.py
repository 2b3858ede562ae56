"""The pages that are audited, made in this process as a build makes them, but without kernels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reportlib.errors import ReportlibError
from tests.audit.exclusions import plain
from tests.cases import pages

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"


@dataclass(frozen=True)
class Built:
    """The folders of a workbook and of its pages; `refused` says why there are no pages."""

    name: str
    root: Path
    pages: Path
    refused: str = ""
    plain: Path | None = None
    """A copy with plain rows for the oracle to read, if the workbook's own table needs a description in sources.yaml."""

    @property
    def paths(self) -> list[Path]:
        return sorted(path for path in self.pages.glob("*.html") if path.stem != "index")


def build(name: str, root: Path, folder: Path, units: Sequence[str] = ()) -> Built:
    """Make every report of a workbook's list, or only the reports of `units`."""
    folder.mkdir(parents=True)
    try:
        made = pages.made(root, units=units, folder=folder)
    except ReportlibError as error:
        return Built(name, root, folder, str(error))
    for page in made.values():
        (folder / f"{page.name}.html").write_text(page.html, "utf-8")
        (folder / f"{page.name}.json").write_text(page.facts, "utf-8")
    return Built(name, root, folder)


def default(folder: Path) -> Built:
    return build("default", ROOT, folder / "default")


def example(folder: Path) -> Built:
    return build("skill-grades", ROOT / "examples" / "skill-grades", folder / "skill-grades")


def exclusions(folder: Path) -> Built:
    """The pages of examples/exclusions; the oracle reads a plain copy of the source table."""
    root = ROOT / "examples" / "exclusions"
    made = build("exclusions", root, folder / "exclusions")
    return replace(made, plain=plain(root, folder / "exclusions-plain"))


def names() -> list[str]:
    """The names of the small workbooks."""
    return sorted(path.name for path in CASES.iterdir() if (path / "params").is_dir())


def case(name: str, folder: Path) -> Built:
    """The pages of a small workbook, with one template for each level; no pages if the workbook is refused."""
    return build(name, pages.copied(name, folder / name), folder / f"{name}-pages")
