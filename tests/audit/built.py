"""The pages that are audited, made in this process as a build makes them, but for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlib.errors import ReportlibError
from reportlib.publish.plan import Job
from tests.cases import pages

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"


@dataclass(frozen=True)
class Built:
    """The pages of a workbook: where the workbook lies, where the pages do, and why there are none."""

    name: str
    root: Path
    pages: Path
    refused: str = ""

    @property
    def paths(self) -> list[Path]:
        """Its report pages."""
        return sorted(path for path in self.pages.glob("*.html") if path.stem != "index")


def build(name: str, root: Path, folder: Path, *, every: int = 1) -> Built:
    """Make the reports of a workbook's list, or so many-th of them and the first of each template and language."""
    folder.mkdir(parents=True)
    seen: set[tuple[str, str]] = set()

    def wanted(number: int, job: Job) -> bool:
        new = (job.template.name, job.lang) not in seen
        seen.add((job.template.name, job.lang))
        return new or number % every == 0

    try:
        made = pages.made(root, folder=folder, wanted=wanted)
    except ReportlibError as error:
        return Built(name, root, folder, str(error))
    for page in made.values():
        (folder / f"{page.name}.html").write_text(page.html, "utf-8")
    return Built(name, root, folder)


def default(folder: Path, *, every: int = 1) -> Built:
    """The pages of the default list."""
    return build("default", ROOT, folder / "default", every=every)


def example(folder: Path, *, every: int = 1) -> Built:
    """The pages of examples/skill-grades."""
    return build("skill-grades", ROOT / "examples" / "skill-grades", folder / "skill-grades", every=every)


def case(name: str, folder: Path) -> Built:
    """The pages of a small workbook, one template a level; none where it is refused."""
    return build(name, pages.copied(name, folder / name), folder / f"{name}-pages")
