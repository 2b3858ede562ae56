"""What builds made in a folder, so that nothing else is ever overwritten or removed there, and what was damaged is made again.

A line is kept for each file before it is written, and one with its size, times and fingerprint after: whoever is killed
between them leaves a file that is known as ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from reportlib.atomic import holds, make_folder, share, write_bytes, write_whole
from reportlib.plan.copies import FACTS, SUFFIXES
from reportlib.private import naming, read_regular
from reportlib.workbook.documents import too_deep

INDEX = "index.html"
KEPT = ".reportlib"
"""The folder, in that of the reports, where builds keep what is theirs alone."""
MADE = Path(KEPT, "made.jsonl")
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of a file that should be one of ours, and may hold anything."""
HEAD = 8192
"""The bytes in which a page says what it is."""
_OURS = {".html": b'<meta name="reportlib:key"', FACTS: b'"schemaVersion":"reportlib page facts'}
_INDEX = b"reportlibLast"
_END = b"</html>"
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Stamp:
    """A file as it was when it had been written."""

    size: int
    modified: int
    changed: int
    digest: str

    @classmethod
    def of(cls, path: Path, data: bytes) -> Stamp:
        """The stamp of a file that holds some bytes."""
        found = path.lstat()
        return cls(len(data), found.st_mtime_ns, found.st_ctime_ns, digest_of(data))

    def fits(self, path: Path) -> bool:
        """Whether a file is still as it was written; it is read only where it was touched since."""
        found = path.lstat()
        if found.st_size != self.size:
            return False
        untouched = (found.st_mtime_ns, found.st_ctime_ns) == (self.modified, self.changed)
        return untouched or digest_of(read_regular(path)) == self.digest


@dataclass(frozen=True)
class Made:
    """The files that builds made in a folder, by their names in it; without a stamp where one was killed over it."""

    output: Path
    stamps: Mapping[str, Stamp | None]

    @classmethod
    def read(cls, output: Path) -> Made:
        """What is known of a folder; of one in which a build of before kept no list, what such a build would have made."""
        stamps: dict[str, Stamp | None] = {}
        try:
            lines = read_regular(output / MADE).decode("utf-8", "replace").splitlines()
        except OSError:
            return cls(output, dict.fromkeys(_legacy(output)))
        for line in lines:
            try:
                name, *told = json.loads(line)
                stamps[str(name)] = Stamp(*told) if told else None
            except (ValueError, TypeError):  # half a line, of one who was killed
                continue
        return cls(output, stamps)

    def foreign(self, name: str, *, force: bool = False) -> str:
        """Why what lies at a name must be left as it is; empty where a build made it, or nothing is there.

        A copy that somebody has changed since is theirs, unless it was asked for to be made anew; a page, and its facts, are ours
        as long as their name or their head says so, for they can be mended.
        """
        path = self.output / name
        if kind := oddity(path):
            return "" if kind == "nothing" else kind
        known = name in self.stamps
        if path.suffix in SUFFIXES and path.suffix != FACTS:
            stamp = self.stamps.get(name)
            unchanged = stamp is None or force or self.intact(name)
            return "" if known and unchanged else "changed since a build made it" if known else "not made by a build"
        return "" if known or _says_so(path) else "not made by a build"

    def intact(self, name: str) -> bool:
        """Whether a page that is there is the one that was written."""
        path = self.output / name
        stamp = self.stamps.get(name)
        try:
            return stamp.fits(path) if stamp else _whole(path)
        except OSError:
            return False

    def settle(self) -> None:
        """Keep the list short: one line a file that is there."""
        there = {name: stamp for name, stamp in Made.read(self.output).stamps.items() if os.path.lexists(self.output / name)}
        write_whole(self.output / MADE, "".join(_line(name, stamp) for name, stamp in sorted(there.items())))


def put(output: Path, name: str, data: bytes) -> None:
    """Write a file in the folder of the reports, and keep that a build did.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    _note(output, _line(name, None))
    write_bytes(output / name, data)
    _note(output, _line(name, Stamp.of(output / name, data)))


def put_changed(output: Path, name: str, text: str) -> None:
    """Write a text only where the file does not hold it already."""
    if holds(output / name, text.encode()):
        _note(output, _line(name, Stamp.of(output / name, text.encode())))
    else:
        put(output, name, text.encode())


def oddity(path: Path) -> str:
    """What lies at a path where a file should: empty where it is one, "nothing" where there is none."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return "nothing"
    kinds = {stat.S_ISREG: "", stat.S_ISDIR: "a folder", stat.S_ISLNK: "a link"}
    return next((told for is_kind, told in kinds.items() if is_kind(mode)), "a pipe or a device")


def read_kept(path: Path) -> Any:
    """What a file of JSON holds that a build keeps for the next one.

    Raises
    ------
    UNREADABLE
        When it cannot be read, or lies deeper within each other than any build writes.
    """
    told = json.loads(read_regular(path))
    if too_deep(told):
        raise ValueError("its lists lie too deep within each other")
    return told


def _line(name: str, stamp: Stamp | None) -> str:
    return "\n" + json.dumps([name, *(astuple(stamp) if stamp else ())]) + "\n"  # on a line of its own, whatever stands before


def _note(output: Path, line: str) -> None:
    make_folder((output / MADE).parent)
    new = not (output / MADE).exists()
    descriptor = os.open(output / MADE, _APPEND, 0o666)
    try:
        with naming(output / MADE):
            os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)
    if new:
        share(output / MADE)


def digest_of(data: bytes) -> str:
    """The fingerprint of what a file holds."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _says_so(page: Path) -> bool:
    """Whether a page, its facts, or the index, says of itself that a build made it."""
    index = page.name == INDEX
    try:
        said = read_regular(page, -1 if index else HEAD)
    except OSError:
        return False
    return page.suffix in _OURS and (_INDEX if index else _OURS[page.suffix]) in said


def _whole(page: Path) -> bool:
    """Whether a page has its end."""
    return read_regular(page).rstrip().endswith(_END)


def _legacy(output: Path) -> Iterable[str]:
    """What a build that kept no list may have made."""
    if not (output / KEPT / "plan.json").is_file():
        return
    for page in output.glob("*.html"):
        if _says_so(page):
            yield from (page.with_suffix(suffix).name for suffix in (".html", *SUFFIXES))
    yield from (path.name for path in output.glob("plotly-*.min.js"))
    yield from (f"failed/{path.name}" for path in output.glob("failed/*.ipynb"))
    yield from (f"failed/{path.stem}.html" for path in output.glob("failed/*.ipynb"))
    yield INDEX
