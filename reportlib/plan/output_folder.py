"""Checks whether reports may be written to a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

from reportlib.errors import ParameterError, Problem
from reportlib.plan.built_files import OWN_FOLDER, BuiltFiles, oddity

INPUTS = ("data", "params", "notebooks")
"""The folders of a workbook with what reports are made from."""
_OWN = ("lock", "plan.json", "last-build.js", "unfinished", "made.jsonl")
"""The files that only builds use; all except `_WRITTEN_ON` are always replaced as a whole."""
_WRITTEN_ON = ("lock", "made.jsonl")


def check_output(folder: Path, root: Path, *, into: bool) -> None:
    """Check that a folder is new, empty, written to by an earlier build, or the workbook's `outputs`.

    Parameters
    ----------
    root
        The folder of the workbook.
    into
        Whether the folder may hold files that no build made.

    Raises
    ------
    ParameterError
        When it is a file, the workbook's folder, or in a folder of inputs; or, without `into`, holds files that no build made.
    """
    if folder.exists() and not folder.is_dir():
        raise _refusal(f"--output '{folder}' is a file; name a folder")
    if folder == root or among_inputs(folder, root):
        raise _refusal(f"--output '{folder}' holds the workbook itself; name a folder of its own, such as {root / 'outputs'}")
    if not (into or folder == root / "outputs" or (folder / OWN_FOLDER).is_dir() or _empty(folder)):
        message = f"--output '{folder}' holds files that no build made; name a new folder, or add --into to write among them"
        raise _refusal(message)


def check_file(path: Path, root: Path, *, option: str) -> None:
    """Check that a command may write a file.

    Raises
    ------
    ParameterError
        When it is in a folder of the workbook's inputs.
    """
    if among_inputs(path.resolve(), root):
        raise _refusal(f"{option} '{path}' lies among the workbook's own files; name another place")


def among_inputs(path: Path, root: Path) -> bool:
    """Whether a path is inside a folder of the workbook's inputs."""
    return any(path == folder or folder in path.parents for folder in (root / name for name in INPUTS))


def check_readable(output: Path) -> None:
    """Check that this user may read the folder of the reports.

    Raises
    ------
    ParameterError
        When the folder belongs to another user, who does not share it.
    """
    for path in (output, output / OWN_FOLDER):
        _check_rights(path, output, os.R_OK | os.X_OK)


def check_shared(output: Path) -> None:
    """Check that this user may write to the folder of the reports, even if another user created it.

    Raises
    ------
    ParameterError
        When the other user does not share the folder, or a folder or link has the name of a file that builds keep there.
    """
    for path in (output / name for name in ("", OWN_FOLDER, f"{OWN_FOLDER}/asked", "runs", "failed")):
        if path != output:
            _check_plain(path, allowed=("", "a folder"))
        _check_rights(path, output, os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0))
    for path in (output / OWN_FOLDER / name for name in _OWN):
        _check_plain(path, allowed=("",))
        if path.name in _WRITTEN_ON:
            _check_rights(path, output, os.W_OK)
    names_by_folder = {output: BuiltFiles.read(output).stamps, output / OWN_FOLDER: _OWN}
    for folder, names in names_by_folder.items():
        _check_replaceable(folder, names)


def _check_plain(path: Path, *, allowed: Collection[str]) -> None:
    kind = oddity(path)
    if kind not in (*allowed, "nothing"):
        raise _refusal(f"'{path}' is {kind}, but a build needs that name for its own files; remove it")


def _check_rights(path: Path, output: Path, rights: int) -> None:
    if path.exists() and not os.access(path, rights):
        verb = "write to" if rights & os.W_OK else "read"
        raise _refusal(f"'{path}' belongs to {_owner(path)}, and you may not {verb} it; {_mend(output)}")


def _check_replaceable(folder: Path, names: Iterable[str]) -> None:
    """Check that this user may replace the named files of a folder.

    In a sticky folder, only the owner of a file and the owner of the folder may replace the file.
    """
    if not hasattr(os, "geteuid") or not folder.is_dir():
        return
    status = folder.stat()
    if not status.st_mode & stat.S_ISVTX or os.geteuid() in (0, status.st_uid):
        return
    for path in (folder / name for name in names):
        if os.path.lexists(path) and path.lstat().st_uid != os.geteuid():
            message = f"'{path}' belongs to {_owner(path)}, and the folder is sticky: nobody else may replace it"
            raise _refusal(f"{message}; chmod -t '{folder}', or name another folder with --output")


def _mend(output: Path) -> str:
    return f"name another folder with --output, or ask for a shared one: chgrp -R GROUP '{output}' && chmod -R g+rwX '{output}'"


def _owner(path: Path) -> str:
    try:
        return f"'{path.owner()}'"
    except (KeyError, NotImplementedError):  # a number without a name; a system without owners
        return f"user {path.stat().st_uid}"


def _empty(folder: Path) -> bool:
    return not folder.exists() or next(folder.iterdir(), None) is None


def _refusal(message: str) -> ParameterError:
    return ParameterError([Problem(message)])
