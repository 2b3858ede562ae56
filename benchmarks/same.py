"""Check whether this working tree makes the same pages as an earlier commit, apart from fingerprints."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.before import run, tree_of
from benchmarks.incremental import told
from benchmarks.workbooks import ROOT

BOOKS = (".", *(f"examples/{path.name}" for path in sorted((ROOT / "examples").iterdir()) if path.is_dir()))
"""The workbooks of the repository."""
FINGERPRINTS = re.compile(r'<meta name="reportlib:(?:key|code_hash|packages)" content="([^"]+)">')
"""Where a page says by which code it was made."""


def built(tree: Path, book: str, output: Path) -> dict[str, str]:
    """Build a workbook with the code in the folder `tree`. Return the text of each page, without fingerprints, by its name."""
    run(tree, ROOT / book, "build", "--output", str(output), "--jobs", "2")
    return {path.name: told(path, FINGERPRINTS) for path in sorted(output.glob("*.html"))}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """A line for each page that exists only before or only after, and for each page that differs, with its first difference."""
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            yield f"{name}: only {'after' if name in after else 'before'}"
        elif before[name] != after[name]:
            pairs = enumerate(zip(before[name], after[name], strict=False))
            at = next((n for n, (a, b) in pairs if a != b), min(len(before[name]), len(after[name])))
            old, new = (page[max(0, at - 40) : at + 40] for page in (before[name], after[name]))
            yield f"{name}: differs first at {at}: {old!r} became {new!r}"


def main(commit: Annotated[str, typer.Argument(help="The earlier commit.")]) -> None:
    """Build every workbook of the repository with an earlier commit and with this tree, and compare the pages."""
    wrong = 0
    with tree_of(commit) as earlier, tempfile.TemporaryDirectory() as folder:
        for n, book in enumerate(BOOKS):
            before = built(earlier, book, Path(folder, f"before-{n}"))
            after = built(ROOT, book, Path(folder, f"after-{n}"))
            found = list(differences(before, after))
            wrong += len(found)
            print(f"{book}: {len(before)} pages before, {len(after)} after, {len(found)} differ", *found, sep="\n  ", flush=True)
    raise typer.Exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
