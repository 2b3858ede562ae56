"""Check every claim on pages, and print the counts: `python -m tests.audit [FOLDER …]`.

Each folder contains the pages of a workbook, and is inside the folder of this workbook. Without folders, the pages of the
default list, the examples and the cases are made and checked.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.audit import built
from tests.audit.report import Audit, of_folders


def _all(folder: Path) -> Iterator[Audit]:
    yield Audit(built.default(folder))
    yield Audit(built.example(folder))
    yield Audit(built.exclusions(folder))
    yield from (Audit(built.case(name, folder)) for name in built.names())


def main(arguments: list[str]) -> int:
    """Print the counts; return 1 if a claim is false or unexplained, else 0."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for audit in of_folders(map(Path, arguments)) if arguments else _all(Path(folder)):
            print(*audit.lines, sep="\n", flush=True)
            wrong += len(audit.wrong)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
