"""Attacks by consoles that are closed, full or missing, control characters, and unusable home folders (`Attack.line` 9, 10)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

from .kinds import ABSENT, PAGE, STRANGER, Act, Done, Place, Table, attack, odd

CONSOLES: Table = []
COMMANDS: dict[str, tuple[tuple[str, ...], int]] = {
    "build": (("build", "--force"), 0),
    "check": (("check",), 0),
    "plan": (("plan", "--force"), 0),
    "verify": (("verify", f"outputs/{PAGE}.html"), 0),
    "catalogue": (("catalogue",), 0),
    "refusal": (("plan", "--unit", "中\U0001f600é"), 2),
}
EVIL = "\x1b]0;evil\x07\x1b[31mred"
SENT = ("\x1b]0;evil", "\x1b[31mred", "\x9b31mred")


def _pipe(number: int) -> None:
    """Make a file descriptor a pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    os.dup2(write, number)
    os.close(write)


def _full(number: int) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, number)
    os.close(full)


def _closed(*numbers: int) -> None:
    for number in numbers:
        os.close(number)
    for number in numbers:
        setattr(sys, ("stdin", "stdout", "stderr")[number], None)


def _spelt(encoding: str) -> None:
    """Give the output of this process an encoding that has few characters."""
    sys.stdout = os.fdopen(1, "w", encoding=encoding, closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding=encoding, errors="backslashreplace", closefd=False)


HOWS: dict[str, Callable[[], object]] = {
    "stdout is full": lambda: _full(1),
    "stderr is full": lambda: _full(2),
    "both are full": lambda: (_full(1), _full(2)),
    "nobody reads stdout": lambda: _pipe(1),
    "nobody reads stderr": lambda: _pipe(2),
    "nobody reads": lambda: (_pipe(1), _pipe(2)),
    "0 is closed": lambda: _closed(0),
    "1 is closed": lambda: _closed(1),
    "2 is closed": lambda: _closed(2),
    "all are closed": lambda: _closed(0, 1, 2),
    "ASCII": lambda: _spelt("ascii"),
    "GBK": lambda: _spelt("gbk"),
    "Latin": lambda: _spelt("latin-1"),
}


def console(place: Place, how: str, command: str) -> Act:
    """A command whose console is closed, full or missing does its work, and exits with the right code."""
    place.built()
    place.change("params/units.yaml", "name: {en: A}", "name: {en: 'é中\U0001f600'}")
    words, code = COMMANDS[command]
    if command == "verify":
        code = 1  # the name is another

    def wrong(done: Done) -> str:
        index = (place.output / "index.html").read_text("utf-8")
        return "" if command != "build" or "é中" in index else "the index was not written"

    return Act(words, codes=(code,), lines=4, before=HOWS[how], after=wrong)


def shown(place: Place, prepare: Callable[[Place], tuple[str, ...]], codes: tuple[int, ...]) -> Act:
    """A command sends no control characters to a terminal, although they are in a name or a text of the workbook."""
    place.built()
    words = prepare(place)
    return Act(words, codes=codes, hides=SENT, terminal=True)


def _row(place: Place) -> tuple[str, ...]:
    place.write("data/figures.csv", f"indicator,unit,period,value\ni,{EVIL},2020,1\n")
    return ("check",)


def _head(place: Place) -> tuple[str, ...]:
    place.write("data/figures.csv", f"indicator,unit,period,value,{EVIL}\ni,a,2020,1,1\n")
    return ("check",)


def _yaml(name: str, old: str, new: str) -> Callable[[Place], tuple[str, ...]]:
    def prepare(place: Place) -> tuple[str, ...]:
        place.change(f"params/{name}.yaml", old, new)
        return ("check",)

    return prepare


def _cell(place: Place) -> tuple[str, ...]:
    book = place.root / "notebooks" / "good.ipynb"
    told = json.loads(book.read_text("utf-8"))
    told["cells"][1]["source"] = f"raise ValueError({EVIL + chr(0x9B)!r} + '31mred')"
    book.write_text(json.dumps(told), "utf-8")
    return ("build",)


def _forged(name: str) -> Callable[[Place], tuple[str, ...]]:
    def prepare(place: Place) -> tuple[str, ...]:
        text = place.page.read_text("utf-8").replace(
            f'<meta name="reportlib:{name}" content="', f'<meta name="reportlib:{name}" content="{EVIL}'
        )
        place.page.write_text(text, "utf-8")
        return ("verify", str(place.page))

    return prepare


def _odd_page(place: Place) -> tuple[str, ...]:
    odd(place.output / f"{EVIL}.html", "folder")
    return ("build", "--force")


def _reports(place: Place) -> tuple[str, ...]:
    place.write(f"{EVIL}.yaml", "reports: 3\n")
    return ("build", f"{EVIL}.yaml")


def _noted(place: Place) -> tuple[str, ...]:
    place.write(f"params/commentary/{EVIL}.md", "x")
    return ("check",)


def _template(place: Place) -> tuple[str, ...]:
    place.write(f"notebooks/{EVIL}.ipynb", "[]")
    return ("check",)


def _asked(*words: str) -> Callable[[Place], tuple[str, ...]]:
    return lambda _: words


EVILS: dict[str, tuple[Callable[[Place], tuple[str, ...]], tuple[int, ...]]] = {
    "a cell of data": (_row, (2,)),
    "a column": (_head, (2,)),
    "a unit's id": (_yaml("units", "id: a,", 'id: "\\e]0;evil\\a\\e[31mred",'), (2,)),
    "a unit's name": (_yaml("units", "{en: A}", '{en: "\\e]0;evil\\a\\e[31mred", xx: y}'), (0, 2)),
    "a setting's name": (_yaml("workbook", "title:", '"\\e]0;evil\\a\\e[31mred": 1\ntitle:'), (2,)),
    "a template's name": (_yaml("reports", "template: good", 'template: "\\e]0;evil\\a\\e[31mred"'), (2,)),
    "an error of a cell": (_cell, (1,)),
    "a page's unit": (_forged("unit"), (1, 2)),
    "a page's template": (_forged("template"), (1, 2)),
    "a page's packages": (_forged("packages"), (0, 1, 2)),
    "a page's name of a file": (_odd_page, (0,)),
    "a file of reports": (_reports, (2,)),
    "commentary's name": (_noted, (0, 2)),
    "a notebook's name": (_template, (2,)),
    "--unit": (_asked("plan", "--unit", EVIL), (2,)),
    "--period": (_asked("plan", "--period", EVIL), (2,)),
    "--workbook": (_asked("plan", "--workbook", EVIL), (2,)),
    "a page to verify": (_asked("verify", EVIL), (2,)),
    "--lang": (_asked("catalogue", "--lang", EVIL), (2,)),
    "publish": (_asked("publish", EVIL, "x"), (2,)),
    "--jobs": (_asked("build", f"--jobs={EVIL}"), (2,)),
    "an unknown option": (_asked("build", f"--{EVIL}"), (2,)),
    "an unknown command": (_asked(EVIL), (2,)),
}


def homeless(place: Place, home: str, command: str) -> Act:
    """A user without a usable home folder: commands work, and nothing stays in the temporary folder."""
    place.built()
    (place.top / "file").touch()
    (place.top / "closed").mkdir(mode=0o500)
    told = {"HOME": home.replace("TOP", str(place.top))}
    told |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), ABSENT)
    user = STRANGER if home.endswith("closed") else None
    return Act(COMMANDS[command][0], codes=(0,), lines=0, env=told, user=user)


def really(place: Place, env: dict[str, str], source: str) -> Act:
    """A user without a usable home folder builds with real worker processes and kernels."""
    book = place.new()
    book.template("good", source)
    return Act(("build", "--jobs", "1"), codes=(0,), lines=0, env=env, program=True, within=200)


PLOTS = "import matplotlib; matplotlib.get_configdir(); matplotlib.get_cachedir(); print('made for', unit)"
EXITS = "import atexit, sys; atexit.register(lambda: sys.exit(3)); print('made for', unit)"
THREADS = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start(); print('made for', unit)"
for n, how in enumerate(HOWS):
    for m, command in enumerate(COMMANDS):
        if command == "build" or (n + m) % 3 == 0:
            attack(CONSOLES, 9, f"{how}: {command}", console, how, command)
for what, (prepare, codes) in EVILS.items():
    attack(CONSOLES, 9, f"control characters in {what}", shown, prepare, codes)
for n, home in enumerate(
    ("/proc/nowhere", "TOP/file", "/dev/null", "", "relative", "TOP/closed", "/dev/full", "TOP/nowhere", ABSENT)
):
    for command in ("build", ("check", "plan", "verify")[n % 3]):
        attack(CONSOLES, 10, f"HOME={home!r}: {command}", homeless, home, command, needs="root" if home == "TOP/closed" else "")
attack(CONSOLES, 10, "kernels, and no home", really, {"HOME": "/proc/nowhere"}, PLOTS)
attack(CONSOLES, 10, "plain kernels, and no home", really, {"HOME": "/proc/nowhere", "WARMKERNELS_PLAIN": "1"}, PLOTS)
attack(CONSOLES, 10, "a kernel that leaves otherwise", really, {}, EXITS)
attack(CONSOLES, 10, "a kernel with a thread", really, {}, THREADS)
