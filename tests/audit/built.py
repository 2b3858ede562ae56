"""The pages that are audited, built from their workbooks as a user builds them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
LEVELS = ("zone", "park", "firm")


@dataclass(frozen=True)
class Built:
    """The pages of a workbook: where the workbook lies, where the pages do, and what the build said."""

    name: str
    root: Path
    pages: Path
    code: int
    said: str

    @property
    def paths(self) -> list[Path]:
        """Its report pages."""
        return sorted(path for path in self.pages.glob("*.html") if path.stem != "index")


def build(name: str, root: Path, pages: Path) -> Built:
    """Build every report of a workbook's list."""
    done = _command("build", "--workbook", str(root), "--force", "--output", str(pages))
    return Built(name, root, pages, done.returncode, done.stdout + done.stderr)


def default(folder: Path) -> Built:
    """The pages of the default list."""
    return build("default", ROOT, folder / "default")


def example(folder: Path) -> Built:
    """The pages of examples/skill-grades."""
    return build("skill-grades", ROOT / "examples" / "skill-grades", folder / "skill-grades")


def case(name: str, folder: Path) -> Built:
    """The pages of a small workbook, one template a level; none where it is refused."""
    root = folder / name
    shutil.copytree(CASES / name, root)
    with_templates(root)
    return build(name, root, folder / f"{name}-pages")


def with_templates(root: Path) -> None:
    """Give a workbook the park's template for each of the levels zone, park and firm, without promises."""
    (root / "notebooks").mkdir(exist_ok=True)
    source = json.loads((ROOT / "notebooks" / "park.ipynb").read_text("utf-8"))
    for level in LEVELS:
        notebook = json.loads(json.dumps(source))
        notebook["metadata"]["reportlib"]["level"] = level
        notebook["metadata"]["reportlib"].pop("promises", None)
        for cell in notebook["cells"]:
            cell["source"] = [line.replace('Report("park"', f'Report("{level}"') for line in cell["source"]]
        (root / "notebooks" / f"{level}.ipynb").write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "reportlib", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
