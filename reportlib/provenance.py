"""What a page was made from, as short fingerprints that change when it would."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from reportlib.workbook import Workbook

SHORT = 12
PACKAGE = Path(__file__).parent


def fingerprint(files: Iterable[Path], *, root: Path) -> str:
    """The first figures of the SHA-256 of some files and their names, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:SHORT]


def data_hash(workbook: Workbook) -> str:
    """The fingerprint of a workbook's data files and targets."""
    names = [data.file for data in workbook.settings.data] + ([workbook.settings.targets] if workbook.settings.targets else [])
    return fingerprint([workbook.root / name for name in names], root=workbook.root)


@lru_cache(maxsize=1)
def code_hash() -> str:
    """The fingerprint of this package: code, texts, templates, style."""
    files = [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".yaml", ".j2", ".css", ".js"}]
    return fingerprint(files, root=PACKAGE)
