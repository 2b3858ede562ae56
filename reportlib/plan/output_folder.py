"""May reports be written to a folder? Said before anything is made, in one line."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

from reportlib.errors import ParameterError, Problem
from reportlib.plan.made import KEPT, Made, oddity

INPUTS = ("data", "params", "notebooks")
"""The folders of a workbook that hold what reports are made from."""
_OWN = ("lock", "plan.json", "last-build.js", "unfinished", "made.jsonl")
"""The files that a build keeps for itself; all but those of `_WRITTEN_ON` are put in place anew."""
_WRITTEN_ON = ("lock", "made.jsonl")


def check_place(place: Path, root: Path, *, into: bool) -> None:
    """See that a folder is one for reports: new, empty, one that a build has written to, or the workbook's own `outputs`.

    Parameters
    ----------
    place
        The folder asked for.
    root
        The folder of the workbook.
    into
        Whether it was said that reports are to go among files that no build made.

    Raises
    ------
    ParameterError
        When it is another's, or one with the workbook's own files in it.
    """
    if place.exists() and not place.is_dir():
        raise _refusal(f"--output '{place}' is a file; name a folder")
    if place == root or among_inputs(place, root):
        raise _refusal(f"--output '{place}' holds the workbook itself; name a folder of its own, such as {root / 'outputs'}")
    if not (into or place == root / "outputs" or (place / KEPT).is_dir() or _empty(place)):
        message = f"--output '{place}' holds files that no build made; name a new folder, or add --into to write among them"
        raise _refusal(message)


def check_file(path: Path, root: Path, *, option: str) -> None:
    """See that a file that a command is to write is not one of the workbook itself.

    Raises
    ------
    ParameterError
        When it lies among what reports are made from.
    """
    if among_inputs(path.resolve(), root):
        raise _refusal(f"{option} '{path}' lies among the workbook's own files; name another place")


def among_inputs(place: Path, root: Path) -> bool:
    """Whether a path lies among what the reports of a workbook are made from."""
    return any(place == folder or folder in place.parents for folder in (root / name for name in INPUTS))


def check_readable(output: Path) -> None:
    """See that this user may look into the folder of the reports and what builds keep in it.

    Raises
    ------
    ParameterError
        When it is another's who does not share it.
    """
    for place in (output, output / KEPT):
        _check_rights(place, output, os.R_OK | os.X_OK)


def check_shared(output: Path) -> None:
    """See that this user may write to the folder of the reports, also where another began it.

    Raises
    ------
    ParameterError
        When it is another's who does not share it, or something odd lies where a build keeps its own.
    """
    for place in (output / name for name in ("", KEPT, f"{KEPT}/asked", "runs", "failed")):
        if place != output:
            _check_plain(place, allowed=("", "a folder"))
        _check_rights(place, output, os.R_OK | os.W_OK | (os.X_OK if place.is_dir() else 0))
    for place in (output / KEPT / name for name in _OWN):
        _check_plain(place, allowed=("",))
        if place.name in _WRITTEN_ON:
            _check_rights(place, output, os.W_OK)
    made = {output: Made.read(output).stamps, output / KEPT: _OWN}
    for folder, names in made.items():
        _check_replaceable(folder, names)


def _check_plain(place: Path, *, allowed: Collection[str]) -> None:
    kind = oddity(place)
    if kind not in (*allowed, "nothing"):
        raise _refusal(f"'{place}' is {kind}, where a build keeps its own; remove it")


def _check_rights(place: Path, output: Path, rights: int) -> None:
    if place.exists() and not os.access(place, rights):
        does = "write to" if rights & os.W_OK else "read"
        raise _refusal(f"'{place}' belongs to {_owner(place)}, and you may not {does} it; {_mend(output)}")


def _check_replaceable(folder: Path, names: Iterable[str]) -> None:
    """See that this user may put others in place of a folder's files: in a sticky one, only who owns them or it may."""
    if not hasattr(os, "geteuid") or not folder.is_dir():
        return
    found = folder.stat()
    if not found.st_mode & stat.S_ISVTX or os.geteuid() in (0, found.st_uid):
        return
    for path in (folder / name for name in names):
        if os.path.lexists(path) and path.lstat().st_uid != os.geteuid():
            told = f"'{path}' belongs to {_owner(path)}, and the folder is sticky: nobody else may replace it"
            raise _refusal(f"{told}; chmod -t '{folder}', or name another folder with --output")


def _mend(output: Path) -> str:
    return f"name another folder with --output, or ask for a shared one: chgrp -R GROUP '{output}' && chmod -R g+rwX '{output}'"


def _owner(path: Path) -> str:
    try:
        return f"'{path.owner()}'"
    except (KeyError, NotImplementedError):  # a number without a name; a system without owners
        return f"user {path.stat().st_uid}"


def _empty(place: Path) -> bool:
    return not place.exists() or next(place.iterdir(), None) is None


def _refusal(message: str) -> ParameterError:
    return ParameterError([Problem(message)])
