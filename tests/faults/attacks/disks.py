"""Attacks by files and disks that cannot be read or written, and by limits of the system (`Attack.line` 8)."""

from __future__ import annotations

import builtins
import errno
import io
import os
import resource
from collections.abc import Callable
from typing import Any

from .kinds import PAGE, STRANGER, Act, Done, Place, Table, attack

DISKS: Table = []
ERRORS = ("ENOSPC", "EROFS", "EACCES", "EDQUOT", "EIO", "ENAMETOOLONG", "EMFILE", "ESTALE")
TARGETS = (
    f"{PAGE}.html",
    "index.html",
    "plotly-",
    "report-",
    "made.jsonl",
    "plan.json",
    "run.json",
    "build.log",
    "last-build.js",
    "unfinished",
    "lock",
)
AGAIN = ("build",)


def refusing(name: str, error: str, calls: tuple[str, ...]) -> Callable[[], None]:
    """A function that makes these calls fail with `error` for paths that contain `name`; `open` fails only for writing."""

    def install() -> None:
        number = getattr(errno, error)
        for call in calls:
            setattr(os, call, _refusing(getattr(os, call), name, number, writing=call == "open"))
        if "open" in calls:
            io.open = builtins.open = _refusing(io.open, name, number, writing=True)

    return install


def _refusing(real: Callable[..., Any], name: str, number: int, *, writing: bool) -> Callable[..., Any]:
    def call(path: Any, *rest: Any, **options: Any) -> Any:
        said = [os.fspath(part) for part in (path, *rest) if isinstance(part, (str, os.PathLike))]
        reads = writing and not _writes(rest, options)
        if not reads and any(name in os.fsdecode(part) for part in said):
            raise OSError(number, os.strerror(number), os.fspath(path))
        return real(path, *rest, **options)

    return call


def _writes(rest: tuple[Any, ...], options: dict[str, Any]) -> bool:
    """Whether a file is opened to be written."""
    mode = rest[0] if rest else options.get("mode", options.get("flags", "r"))
    return bool(mode & (os.O_WRONLY | os.O_RDWR)) if isinstance(mode, int) else bool({"w", "a", "x", "+"} & set(str(mode)))


def writing_fails(after: int, error: str) -> Callable[[], None]:
    """A function that makes the disk full after `after` bytes: the write that exceeds them writes what fits, and then fails."""

    def install() -> None:
        left, real = [after], os.fdopen

        def fdopen(descriptor: int, *rest: Any, **options: Any) -> Any:
            stream = real(descriptor, *rest, **options)
            return _Full(stream, left, getattr(errno, error)) if _writes(rest, options) else stream

        os.fdopen = fdopen

    return install


class _Full:
    """A stream to a disk that becomes full."""

    def __init__(self, stream: Any, left: list[int], number: int) -> None:
        self._stream, self._left, self._number = stream, left, number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> Any:
        self._stream.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._stream.__exit__(*error)

    def write(self, data: Any) -> int:
        room = self._left[0]
        self._left[0] -= len(data)
        if len(data) > room:
            self._stream.write(data[: max(0, room)])
            raise OSError(self._number, os.strerror(self._number))
        return int(self._stream.write(data))


def told(name: str) -> Callable[[Done], str]:
    def wrong(done: Done) -> str:
        return "" if name in done.said or done.code == 0 else f"{name} is not named: {done.said[-300:]!r}"

    return wrong


def refused(place: Place, name: str, error: str, call: str) -> Act:
    """The system refuses a call during a build, which succeeds or says why; once the call is allowed, the next build succeeds."""
    place.built()
    place.change("params/workbook.yaml", "title: {en: T}", "title: {en: U}")
    said = os.strerror(getattr(errno, error)).lower()

    def wrong(done: Done) -> str:
        return "" if done.code == 0 or said in done.said.lower() else f"it does not say why: {done.said[-300:]!r}"

    before = refusing(name, error, (call,) if call == "open" else ("replace", "rename"))
    return Act(("build", "--force"), codes=(0, 1, 2), after=wrong, lines=3, before=before, again=AGAIN)


def fills(place: Place, room: int, error: str) -> Act:
    place.new()
    return Act(("build",), codes=(0, 1, 2), lines=3, before=writing_fails(room, error), again=AGAIN, after=_says_why(error))


def _says_why(error: str) -> Callable[[Done], str]:
    said = os.strerror(getattr(errno, error)).lower()
    return lambda done: "" if said in done.said.lower() else f"it does not say why: {done.said[-300:]!r}"


def limited(place: Place, what: int, most: int) -> Act:
    """Build where the system limits a resource (see `resource.setrlimit`); without the limit, the next build succeeds."""
    place.new()
    return Act(("build",), codes=(0, 1, 2), lines=3, before=lambda: resource.setrlimit(what, (most, most)), again=AGAIN)


def unreadable(place: Place, name: str, mode: int) -> Act:
    place.new()
    (place.root / name).chmod(mode)
    return Act(says=(name,), lines=2, user=STRANGER)


def unwritable(place: Place, name: str) -> Act:
    place.built()
    for path in (place.root, *place.root.rglob("*")):
        if path.relative_to(place.root).as_posix().startswith(name) or name == ".":
            path.chmod(0o555 if path.is_dir() else 0o444)
    return Act(("build", "--force"), codes=(0, 1, 2), lines=3, user=STRANGER, after=told("outputs"))


def lacking(
    place: Place,
    command: tuple[str, ...],
    says: str,
    make: Callable[[Place], object] | None = None,
    codes: tuple[int, ...] = (2,),
) -> Act:
    place.new()
    if make:
        make(place)
    return Act(command, codes=codes, says=(says,), lines=2)


def gone(place: Place, command: tuple[str, ...]) -> Act:
    place.new()
    (place.root / "gone").mkdir()
    return Act(command, lines=1, cwd=place.root / "gone", before=(place.root / "gone").rmdir)


def temporary(place: Place, folder: str, codes: tuple[int, ...]) -> Act:
    """Build with a temporary folder that does not exist, is a file, or has a long path."""
    place.new()
    path = place.top / folder
    if folder == "file":
        path.touch()
    elif folder != "nowhere":
        path.mkdir(parents=True)
    return Act(("build",), codes=codes, lines=1, env={"TMPDIR": str(path)})


CALLS = ("open", "move")
for n, name in enumerate(TARGETS):
    for m, error in enumerate(ERRORS):
        if (n + m) % 2 == 0 or error == "ENOSPC":
            call = "open" if name in ("made.jsonl", "build.log", "lock") else "move"
            attack(DISKS, 8, f"{error} at {name}", refused, name, error, call)
attack(DISKS, 8, "ENOSPC at any file", refused, ".reportlib-", "ENOSPC", "open")
attack(DISKS, 8, "EROFS at any file", refused, ".reportlib-", "EROFS", "open")
for room in (0, 10, 1000, 50_000, 4_000_000, 4_700_000):
    attack(DISKS, 8, f"a disk that is full after {room} bytes", fills, room, "ENOSPC" if room % 100 else "EDQUOT")
for most in (0, 1000, 100_000):
    attack(DISKS, 8, f"no file may be larger than {most}", limited, resource.RLIMIT_FSIZE, most)
for most in (8, 10, 12, 16, 24, 32, 48, 64, 100):
    attack(DISKS, 8, f"{most} files may be open", limited, resource.RLIMIT_NOFILE, most)
for name in ("params/workbook.yaml", "params/units.yaml", "params/reports.yaml", "data/figures.csv", "notebooks/good.ipynb"):
    attack(DISKS, 8, f"{name} may not be read", unreadable, name, 0, needs="root")
for name in ("params", "data", "notebooks"):
    attack(DISKS, 8, f"{name}/ may not be entered", unreadable, name, 0, needs="root")
for name in (".", "outputs", "outputs/.reportlib", "outputs/runs"):
    attack(DISKS, 8, f"{name} may not be written", unwritable, name, needs="root")
for command in (("check",), ("build",), ("plan",), ("verify", "x.html"), ("catalogue",)):
    attack(DISKS, 8, f"{command[0]} in a folder that is gone", gone, command)
OUT = {
    "too long": "n" * 300,
    "too deep": "/".join(["d" * 200] * 30),
    "a file on the way": "data/figures.csv/out",
    "nul": "/proc/none",
    "null device": "/dev/null/out",
    "no sign": "out\udcff",
}
for how, output in OUT.items():
    codes = (0,) if how == "no sign" else (2,)
    attack(DISKS, 8, f"--output, {how}", lacking, ("build", "--output", output), output[:5] if codes == (2,) else "", None, codes)
for command in (("catalogue", "--output"), ("check", "--findings")):
    for how in ("too long", "a file on the way", "null device"):
        attack(DISKS, 8, f"{' '.join(command)}, {how}", lacking, (*command, OUT[how]), OUT[how][:5])
LONG = "u" * 240
attack(DISKS, 8, "a unit's id that makes a name too long", lacking, ("build",), LONG, lambda place: _renamed(place, LONG), (1, 2))
for folder, codes in (("nowhere", (0, 2)), ("file", (0, 2)), ("/".join(["d" * 90] * 2), (0,))):
    attack(DISKS, 8, f"TMPDIR: {folder[:10]}", temporary, folder, codes)


def _renamed(place: Place, unit: str) -> None:
    for name in ("params/units.yaml", "params/reports.yaml", "data/figures.csv"):
        text = (place.root / name).read_text("utf-8")
        place.write(name, text.replace("id: a,", f"id: {unit},").replace("[a]", f"[{unit}]").replace("i,a,", f"i,{unit},"))
