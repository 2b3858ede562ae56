"""Attacks by obstacles where a build writes, and by folders that belong to somebody else (`Attack.line` 3, 5, 7)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from .kinds import KINDS, PAGE, STRANGER, Act, Done, Place, Table, attack, odd, remove

PLACES: Table = []
INDEX, LIBRARY, STYLE, SCRIPT = "index.html", "plotly", "style", "script"
SHARED = {LIBRARY: "plotly-*.min.js", STYLE: "report-*.css", SCRIPT: "report-*.js"}
WRITTEN = (
    f"{PAGE}.html", INDEX, LIBRARY, STYLE, SCRIPT, ".reportlib/made.jsonl", ".reportlib/plan.json", ".reportlib/last-build.js",
    ".reportlib/lock",
    ".reportlib/unfinished", ".reportlib/failed.json", ".reportlib", "runs", "failed", f".{INDEX}.1.part", f".{PAGE}.html.1.part",
    f"{PAGE}.xlsx", f"{PAGE}.pdf", f"failed/{PAGE}.ipynb", f"failed/{PAGE}.html",
)  # fmt: skip
BESIDE = (
    "x.html",
    "good-b-2020-en.html",
    "\x1b]0;x\x07.html",
    "\udcff.html",
    "plotly-0.0.0.min.js",
    "report-0000000000.css",
    "x.xlsx",
    ".html",
    "runs/x",
    "failed/x.ipynb",
)
MINE = (
    INDEX, f"{PAGE}.html", "notes.txt", ".movie.part", f"{PAGE}.xlsx", f"failed/{PAGE}.ipynb",
    "failed/notes.html", "runs/2020/run.json", "good.pdf", "plotly-7.1.0.min.js", ".hidden",
)  # fmt: skip
NOT_HERE = (
    "data",
    "params",
    "notebooks",
    ".",
    "data/new",
    "params/a/b",
    "notebooks/x",
    "outputs/../data",
    "./params/",
    "../book",
    "data/figures.csv",
)
KEPT_OUT = {"a link to data": "data", "a link to the workbook": ".", "a link to params": "params"}


def real(place: Place, name: str) -> Path:
    """The path of a file in the output folder; `name` may be a key of `SHARED`."""
    if name in SHARED:
        return next(place.output.glob(SHARED[name]))
    return place.output / name


def linked(place: Place, name: str, how: str) -> Act:
    """A link where a build writes: the file that it leads to is neither changed nor created."""
    place.built()
    path, precious = real(place, name), place.top / "precious"
    path.parent.mkdir(exist_ok=True)
    remove(path)
    if how == "folder":
        precious.mkdir()
        (precious / "mine").write_text("mine", "utf-8")
    elif how == "file":
        precious.write_text("mine", "utf-8")
    path.symlink_to(precious)
    place.change("params/workbook.yaml", "title: {en: T}", "title: {en: U}")
    kept = (precious,) if how != "nowhere" else ()
    options = ("--xlsx",) if name.endswith("xlsx") else ()
    return Act(
        ("build", "--force", *options), codes=(0, 1, 2), same=kept, absent=() if kept else (precious,), after=tells(path), lines=4
    )


def tells(path: Path) -> Callable[[Done], str]:
    """A function that says what is wrong if a command failed without naming the file."""

    def wrong(done: Done) -> str:
        names = (path.name, repr(path.name)[1:-1])
        return "" if done.code == 0 or any(name in done.said for name in names) else f"'{path.name}' is not named: {done.said!r}"

    return wrong


def lying(place: Place, name: str, kind: str) -> Act:
    """Something else in place of a file that a build writes or reads: the build succeeds, or its message names the file."""
    place.built()
    path = real(place, name)
    odd(path, kind)
    place.change("params/workbook.yaml", "title: {en: T}", "title: {en: U}")
    named, listed = tells(path), place.output / INDEX

    def wrong(done: Done) -> str:
        if done.code != 2 and not (listed.is_file() and PAGE in listed.read_text("utf-8", "replace")):
            return f"there is no index with the page: {done.said!r}"
        return named(done)

    return Act(("build",), codes=(0, 1, 2), after=wrong, lines=4)


def locked(place: Place, name: str) -> Act:
    """A file that the builder may not read: the build succeeds, or its message names the file."""
    place.built()
    path = real(place, name)
    path.chmod(0)
    return Act(("build", "--force"), codes=(0, 1, 2), after=tells(path), lines=4, user=STRANGER)


def damaged(place: Place, kind: str) -> Act:
    """A page or an index whose text below the head is damaged: the next build restores it."""
    place.built()
    page = place.output / (INDEX if kind.startswith("index") else f"{PAGE}.html")
    good = page.read_bytes()
    match kind.split()[-1]:
        case "cut":
            page.write_bytes(good[: len(good) // 2])
        case "last":
            page.write_bytes(good[:-1])
        case "byte":
            page.write_bytes(good[:-50] + b"x" + good[-49:])
        case "longer":
            page.write_bytes(good + b"x")
        case "zeros":
            page.write_bytes(good[: len(good) // 2] + bytes(len(good) - len(good) // 2))
        case "times":
            page.write_bytes(good[:-50] + b"x" + good[-49:])
            os.utime(page, (1, 1))
    options = ("--force",) if kind.startswith("index") else ()
    return Act(
        ("build", *options), codes=(0,), lines=0, after=lambda _: "" if page.read_bytes() == good else "it is not as it was"
    )


def refused(place: Place, name: str) -> Act:
    """A folder with inputs of the workbook is refused as output folder, and the inputs stay."""
    place.new()
    kept = tuple(place.root / folder for folder in ("data", "params", "notebooks"))
    return Act(
        ("build", "--output", name), says=(f"--output '{place.root}",), lines=1, same=kept, absent=(place.root / ".reportlib",)
    )


def through(place: Place, target: str) -> Act:
    place.new()
    (place.top / "link").symlink_to(place.root / target)
    kept = tuple(place.root / folder for folder in ("data", "params", "notebooks"))
    return Act(("build", "--output", "../link"), lines=1, says=("--output",), same=kept, absent=(place.root / ".reportlib",))


def foreign(place: Place, name: str, options: tuple[str, ...]) -> Act:
    """An output folder with somebody else's file is refused, or used with the option `--into`; the file is never changed."""
    place.new()
    mine = place.top / "theirs" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", "utf-8")
    codes = (0, 1, 2) if options else (2,)
    says = () if options else ("--output", "--into")
    command = ("build", "--output", str(place.top / "theirs"), *options)
    return Act(command, codes=codes, says=says, lines=4, same=(mine,), after=tells(mine) if options else None)


def own(place: Place, command: tuple[str, ...], name: str) -> Act:
    """A command that is told to overwrite a file of the workbook refuses to do so."""
    place.new()
    return Act((*command, name), says=(name,), lines=1, same=(place.root / name,))


def is_file(place: Place) -> Act:
    place.new()
    file = place.write("mine", "mine")
    return Act(("build", "--output", str(file)), says=("is a file",), lines=1, same=(file,))


for name in WRITTEN:
    for how in ("file", "nowhere") if "/" in name or "part" in name else ("file", "folder", "nowhere"):
        attack(PLACES, 3, f"a link at {name} to a {how}", linked, name, how)
for name in NOT_HERE:
    attack(PLACES, 5, f"--output {name}", refused, name)
for what, target in KEPT_OUT.items():
    attack(PLACES, 5, f"--output {what}", through, target)
attack(PLACES, 5, "--output a file", is_file)
for n, name in enumerate(MINE):
    attack(PLACES, 5, f"a folder with {name}", foreign, name, ())
    attack(PLACES, 5, f"a folder with {name}, --into", foreign, name, ("--into", *(("--xlsx",) if n % 2 else ("--force",))))
for name in ("params/units.yaml", "data/figures.csv", "notebooks/good.ipynb"):
    attack(PLACES, 5, f"catalogue --output {name}", own, ("catalogue", "--output"), name)
    attack(PLACES, 5, f"check --findings {name}", own, ("check", "--findings"), name)
for n, name in enumerate([*WRITTEN[:12], *BESIDE]):
    for kind in KINDS[n % 2 :: 2]:
        attack(PLACES, 7, f"{name.encode('utf-8', 'backslashreplace').decode()!r} is: {kind}", lying, name, kind)
for name in WRITTEN[:7]:
    attack(PLACES, 7, f"{name} may not be read", locked, name, needs="root")
for kind in ("cut", "last", "byte", "longer", "zeros", "times", "index cut", "index byte", "index zeros"):
    attack(PLACES, 7, f"damaged: {kind}", damaged, kind)
