"""Attacks by a second user in the output folder, and by files that must not be published (`Attack.line` 4, 6)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..conftest import Book
from .kinds import KINDS, PAGE, STRANGER, Act, Done, Place, Table, attack, odd, remove

PEOPLE: Table = []
OWNER, TEAM = 65533, 65532
SECRET = "SECRET-61803"


def owned(path: Path, rights: int) -> None:
    """Give a folder and all in it to another user of the team."""
    for child in (path, *path.rglob("*")):
        os.chown(child, OWNER, TEAM, follow_symlinks=False)
        child.chmod(rights if child.is_dir() else rights & 0o666)


def theirs(place: Place, change: Callable[[Path], object], says: tuple[str, ...]) -> Act:
    """Build into a folder of another user, in which some or all files are closed to the builder."""
    place.built()
    owned(place.output, 0o777)
    change(place.output)
    place.change("params/workbook.yaml", "title: {en: T}", "title: {en: U}")
    return Act(("build", "--force"), says=says, codes=(1, 2), lines=2, user=STRANGER)


def dropped(place: Place) -> Act:
    """Build into another user's folder that the builder can write to but not list: the index there keeps its entries."""
    place.built()
    book = Book(place.root)
    book.lists("good", units=("b",))
    owned(place.output, 0o777)
    place.output.chmod(0o733)
    index = place.output / "index.html"

    def wrong(_: Done) -> str:
        return "" if PAGE in index.read_text("utf-8") else "the page of another is not in the index any more"

    return Act(("build",), codes=(0, 1, 2), lines=2, user=STRANGER, after=wrong)


def shared(place: Place, rights: int, umask: int, change: Callable[[Path], object] = lambda _: None) -> Act:
    """A folder shared by two users: the second one can build in it, and afterwards the first one can, too."""
    place.built()
    owned(place.output, rights)
    change(place.output)

    def wrong(done: Done) -> str:
        own = [path for path in place.output.rglob("*") if path.stat().st_uid == STRANGER]
        shut = [path.name for path in own if path.is_dir() and rights & 0o007 == 0o007 and path.stat().st_mode & 0o007 != 0o007]
        return f"only its maker may write to {', '.join(shut)}" if shut else "" if own else f"nothing was made: {done.said!r}"

    return Act(
        ("build", "--force"), codes=(0,), lines=0, user=STRANGER, after=wrong, before=lambda: os.umask(umask), again=("build",)
    )


def closed(name: str, rights: int) -> Callable[[Path], object]:
    return lambda output: (output / name).chmod(rights)


def busy(output: Path) -> None:
    """The lock file exists, and may only be read."""
    (output / ".reportlib" / "lock").chmod(0o444)


def published(place: Place, prepare: Callable[[Place], object], codes: tuple[int, ...], says: tuple[str, ...] = ()) -> Act:
    """`publish` copies nothing that is meant for the builder alone, whatever is in the output folder."""
    place.built()
    for name in ("failed", "runs/x", ".reportlib"):
        (place.output / name).mkdir(parents=True, exist_ok=True)
    for name in (f"failed/{PAGE}.html", f"failed/{PAGE}.ipynb", "runs/x/build.log", ".reportlib/notes"):
        (place.output / name).write_text(SECRET, "utf-8")
    kept = prepare(place)
    same = (kept,) if isinstance(kept, Path) else ()
    public = place.top / "public"

    def wrong(_: Done) -> str:
        told = [path for path in public.rglob("*") if path.is_file() and SECRET in path.read_text("utf-8", "replace")]
        names = [path.name for path in public.rglob("*") if path.name in ("failed", "runs", ".reportlib")]
        return f"readers get {', '.join([*names, *(path.name for path in told)])}" if told or names else ""

    return Act(("publish", "outputs", str(public)), codes=codes, says=says, after=wrong, same=same, lines=3)


def to(place: Place, source: str, target: str) -> Act:
    """Publish from or to an unsuitable folder: the workbook's own folders and the page stay as they are."""
    place.built()
    before = tuple(place.root / name for name in ("params", "data", "notebooks"))
    return Act(("publish", source, target), lines=1, same=(*before, place.page))


def kept(name: str) -> Callable[[Place], Path]:
    """A function that puts somebody's file where a page would be published."""

    def prepare(place: Place) -> Path:
        path = place.top / "public" / name
        path.parent.mkdir(parents=True)
        path.write_text("mine", "utf-8")
        return path

    return prepare


def among(name: str, kind: str) -> Callable[[Place], object]:
    return lambda place: odd(place.output / name, kind)


def secret(name: str) -> Callable[[Place], object]:
    return lambda place: (place.output / name).write_text(SECRET, "utf-8")


def linked(name: str) -> Callable[[Place], object]:
    """A function that replaces a page by a link to a private file."""

    def prepare(place: Place) -> None:
        private = place.top / "private.html"
        private.write_bytes(place.page.read_bytes() + SECRET.encode())
        remove(place.output / name)
        (place.output / name).symlink_to(private)

    return prepare


def planted(place: Place) -> Path:
    """Put a link to somebody's file where a page would be published; return the path of that file."""
    precious = place.top / "precious"
    precious.write_text("mine", "utf-8")
    (place.top / "public").mkdir()
    (place.top / "public" / f"{PAGE}.html").symlink_to(precious)
    return precious


def unfinished(place: Place) -> None:
    (place.output / ".reportlib" / "unfinished").touch()


def damaged(place: Place) -> None:
    place.page.write_bytes(place.page.read_bytes()[:-30] + SECRET.encode())


NAMED = ("65533", "chgrp")
STICKY = ("65533", "chmod -t")
"""With the sticky bit, only the owner of a folder may remove files of others from it; sharing it with a group would not help."""
CLOSED = {
    "the folder": (".", 0o755), "the folder, unreadable": (".", 0o700), "the folder, not to be entered": (".", 0o744),
    ".reportlib": (".reportlib", 0o755),
    ".reportlib, unreadable": (".reportlib", 0o700), "runs": ("runs", 0o755), "runs, unreadable": ("runs", 0o700),
    "made.jsonl": (".reportlib/made.jsonl", 0o644), "made.jsonl, unreadable": (".reportlib/made.jsonl", 0o600),
    "lock": (".reportlib/lock", 0o644), "lock, unreadable": (".reportlib/lock", 0o600),
    "the folder, from which nothing is taken,": (".", 0o1777),
}  # fmt: skip
for what, (name, rights) in CLOSED.items():
    whose = STICKY if rights & 0o1000 else NAMED
    says = whose if name in (".", ".reportlib", ".reportlib/lock") else (Path(name).name,)
    attack(PEOPLE, 4, f"{what} is another's", theirs, closed(name, rights), says, needs="root")
attack(PEOPLE, 4, "only the lock may not be written", theirs, busy, ("lock",), needs="root")
for rights in (0o777, 0o2777):
    for umask in (0o022, 0o077):
        attack(PEOPLE, 4, f"shared by {rights:o}, umask {umask:03o}", shared, rights, umask, needs="root")
for name in (f"{PAGE}.html", "index.html", ".reportlib/plan.json", ".reportlib/last-build.js"):
    attack(PEOPLE, 4, f"shared, but {name} is read-only", shared, 0o777, 0o022, closed(name, 0o444), needs="root")
attack(PEOPLE, 4, "the folder is one to drop things in", dropped, needs="root")
attack(PEOPLE, 6, "what builds keep", published, lambda _: None, (0,))
for kind in KINDS:
    attack(PEOPLE, 6, f"a page that is: {kind}", published, among("x.html", kind), (0, 2))
for name in (
    "x.html",
    "notes.txt",
    f"{PAGE}.xlsx",
    f"{PAGE}.pdf",
    "plotly-0.0.0.min.js",
    "report-0000000000.js",
    ".hidden.html",
    "index.html.bak",
    "failed.html",
):
    attack(PEOPLE, 6, f"somebody's {name} among the reports", published, secret(name), (0, 2))
attack(PEOPLE, 6, "a page that is a link", published, linked(f"{PAGE}.html"), (0, 2))
attack(PEOPLE, 6, "a copy that is a link", published, linked(f"{PAGE}.xlsx"), (0, 2))
attack(PEOPLE, 6, "a damaged page", published, damaged, (0, 2))
attack(PEOPLE, 6, "an index that somebody changed", published, secret("index.html"), (0, 2))
attack(PEOPLE, 6, "an unfinished build", published, unfinished, (2,), ("build again",))
attack(PEOPLE, 6, "a link planted for readers", published, planted, (2,), (f"{PAGE}.html",))
for name in ("index.html", f"{PAGE}.html", "plotly-7.1.0.min.js"):
    attack(PEOPLE, 6, f"somebody's {name} where readers look", published, kept(name), (2,), (name,))
attack(PEOPLE, 6, "other files where readers look", published, kept("notes.html"), (0,))
TARGETS = {
    "outputs": "outputs", "within the reports": "outputs/public", "the reports' records": "outputs/.reportlib/x",
    "the workbook": ".", "data": "data",
    "params": "params/public", "notebooks": "notebooks", "a file": "params/units.yaml", "under a file": "params/units.yaml/x",
    "too long": "n" * 300,
    "no folder": "/proc/none/x",
}  # fmt: skip
for what, target in TARGETS.items():
    attack(PEOPLE, 6, f"published to {what}", to, "outputs", target)
for source in ("nowhere", "params", ".", "params/units.yaml", "/dev/null", "outputs/runs", ""):
    attack(PEOPLE, 6, f"published from {source!r}", to, source, "public")
