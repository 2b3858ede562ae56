"""The list of files that builds made in a folder: no other file is overwritten or removed.

The list also shows which file somebody changed, so that it is made again. A line is added before a file is written, and a
second line, with the file's size, times and fingerprint, afterwards. So a file is listed even if the build is killed in between.
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

from reportlib.atomic import content_is, make_folder, share, write_bytes, write_whole
from reportlib.plan.copies import FACTS, SUFFIXES
from reportlib.private import naming_errors, read_regular
from reportlib.workbook.documents import too_deep

INDEX = "index.html"
DIRECTORY = "reports.js"
"""The file in which pages look up the other reports of their folder."""
OWN_FOLDER = ".reportlib"
"""The name of the folder, inside the folder of the reports, for files that only builds use."""
LIST = Path(OWN_FOLDER, "made.jsonl")
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""The errors of reading a file that a build wrote: somebody may have changed it in any way."""
HEAD = 8192
"""The number of bytes at the start of a page that contain its metadata."""
_OURS = {".html": b'<meta name="reportlib:key"', FACTS: b'"schemaVersion":"reportlib page facts'}
_INDEX = b"reportlibLast"
SHARED = ("plotly-*.min.js", "report-*.css", "report-*.js")
"""Patterns of the names of files that all pages of a folder share."""
_END = b"</html>"
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Stamp:
    """Size, times and fingerprint of a file, taken after it was written."""

    size: int
    modified: int
    changed: int
    digest: str

    @classmethod
    def of(cls, path: Path, data: bytes) -> Stamp:
        """The stamp of a file that has just been written with these bytes."""
        status = path.lstat()
        return cls(len(data), status.st_mtime_ns, status.st_ctime_ns, digest_of(data))

    def fits(self, path: Path) -> bool:
        """Whether a file is as the build wrote it; its bytes are read only if its times have changed."""
        status = path.lstat()
        if status.st_size != self.size:
            return False
        untouched = (status.st_mtime_ns, status.st_ctime_ns) == (self.modified, self.changed)
        return untouched or digest_of(read_regular(path)) == self.digest


@dataclass(frozen=True)
class BuiltFiles:
    """The files that builds made in a folder, by name; a stamp is None if a build was killed while it wrote the file."""

    output: Path
    stamps: Mapping[str, Stamp | None]

    @classmethod
    def read(cls, output: Path) -> BuiltFiles:
        """Read the list; if there is none, list what an older build, which kept no list, may have made."""
        stamps: dict[str, Stamp | None] = {}
        try:
            lines = read_regular(output / LIST).decode("utf-8", "replace").splitlines()
        except OSError:
            return cls(output, dict.fromkeys(_legacy(output)))
        for line in lines:
            try:
                name, *stamp = json.loads(line)
                stamps[str(name)] = Stamp(*stamp) if stamp else None
            except (ValueError, TypeError):  # half a line: the build was killed
                continue
        return cls(output, stamps)

    def foreign(self, name: str, *, force: bool = False) -> str:
        """Why a file must not be overwritten, such as "was not made by a build"; empty if it may be overwritten.

        A page or a file of facts may be overwritten if the list or the head of the file says that a build made it. A copy that
        somebody changed may be overwritten only with `force`.
        """
        path = self.output / name
        if kind := oddity(path):
            return "" if kind == "nothing" else f"is {kind}"
        listed = name in self.stamps
        if path.suffix in SUFFIXES and path.suffix != FACTS:
            stamp = self.stamps.get(name)
            unchanged = stamp is None or force or self.intact(name)
            return "" if listed and unchanged else "was changed since a build made it" if listed else "was not made by a build"
        return "" if listed or _says_so(path) else "was not made by a build"

    def intact(self, name: str) -> bool:
        """Whether a file is as the build wrote it; if the list has no stamp for it, whether it ends like a complete page."""
        path = self.output / name
        stamp = self.stamps.get(name)
        try:
            return stamp.fits(path) if stamp else _whole(path)
        except OSError:
            return False

    def rewrite(self) -> None:
        """Rewrite the list with one line for each file that is still there."""
        present = {
            name: stamp for name, stamp in BuiltFiles.read(self.output).stamps.items() if os.path.lexists(self.output / name)
        }
        write_whole(self.output / LIST, "".join(_line(name, stamp) for name, stamp in sorted(present.items())))


def put(output: Path, name: str, data: bytes) -> None:
    """Write a file into the folder of the reports, and list it.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    _note(output, _line(name, None))
    write_bytes(output / name, data)
    _note(output, _line(name, Stamp.of(output / name, data)))


def put_changed(output: Path, name: str, data: bytes) -> None:
    """List a file, and write it unless it has these contents already."""
    if content_is(output / name, data):
        _note(output, _line(name, Stamp.of(output / name, data)))
    else:
        put(output, name, data)


def oddity(path: Path) -> str:
    """What is at a path: "" for a regular file, "nothing", or another word such as "a folder"."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return "nothing"
    kinds = {stat.S_ISREG: "", stat.S_ISDIR: "a folder", stat.S_ISLNK: "a link"}
    return next((kind for is_kind, kind in kinds.items() if is_kind(mode)), "a pipe or a device")


def read_kept(path: Path) -> Any:
    """Read a JSON file that a build kept for the next one.

    Raises
    ------
    UNREADABLE
        When it cannot be read, or is nested too deeply.
    """
    content = json.loads(read_regular(path))
    if too_deep(content):
        raise ValueError("its lists lie too deep within each other")
    return content


def _line(name: str, stamp: Stamp | None) -> str:
    return "\n" + json.dumps([name, *(astuple(stamp) if stamp else ())]) + "\n"  # on a line of its own, even after half a line


def _note(output: Path, line: str) -> None:
    make_folder((output / LIST).parent)
    new = not (output / LIST).exists()
    descriptor = os.open(output / LIST, _APPEND, 0o666)
    try:
        with naming_errors(output / LIST):
            os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)
    if new:
        share(output / LIST)


def digest_of(data: bytes) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _says_so(page: Path) -> bool:
    """Whether the head of a page, of a file of facts or of the index says that a build made the file; False for other files."""
    index = page.name == INDEX
    try:
        head = read_regular(page, -1 if index else HEAD)
    except OSError:
        return False
    return page.suffix in _OURS and (_INDEX if index else _OURS[page.suffix]) in head


def _whole(page: Path) -> bool:
    return read_regular(page).rstrip().endswith(_END)


def _legacy(output: Path) -> Iterable[str]:
    """Names of files that a build without a list may have made."""
    if not (output / OWN_FOLDER / "plan.json").is_file():
        return
    for page in output.glob("*.html"):
        if _says_so(page):
            yield from (page.with_suffix(suffix).name for suffix in (".html", *SUFFIXES))
    yield from (path.name for pattern in SHARED for path in output.glob(pattern))
    yield from (f"failed/{path.name}" for path in output.glob("failed/*.ipynb"))
    yield from (f"failed/{path.stem}.html" for path in output.glob("failed/*.ipynb"))
    yield from (INDEX, DIRECTORY)
