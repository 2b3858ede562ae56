"""Check that the files that a workbook names are in its folder, so that they are copied with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from reportlib.errors import Problem
from reportlib.workbook.documents import Document


def misplaced(root: Path, files: dict[tuple[int | str, ...], str], document: Document) -> Iterator[Problem]:
    """Find paths that are empty, are not those of files, or lead out of the workbook.

    `files` has each path by its location in the document.
    """
    for location, file in files.items():
        if wrong := _wrong(root, file):
            mend = "write where the file lies, from the folder of the workbook, such as data/returns.csv"
            yield document.problem(f"{'.'.join(map(str, location))}: {file!r} {wrong}", *location, mend=mend)


def _wrong(root: Path, file: str) -> str:
    posix, windows = PurePosixPath(file), PureWindowsPath(file)
    if not file.strip():
        return "names no file; write where it lies, from the folder of the workbook"
    if "\0" in file or "\n" in file:
        return "cannot be the name of a file"
    if posix.is_absolute() or windows.drive or windows.root:
        return "begins at the root of a disk; write it from the folder of the workbook, such as data/returns.csv"
    if ".." in posix.parts or ".." in windows.parts:
        return "leads out of the workbook; put the file under its data/"
    return "is a folder; name the file in it" if _is_folder(root / file) else ""


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder; False if the system gives an error, which is reported when the file is read."""
    try:
        return path.is_dir()
    except OSError:
        return False
