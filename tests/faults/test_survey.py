"""A sample of the attacks of the survey, spread over all promises; and a check that the survey finds faults."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from .attacks.kinds import Act, Attack, Place
from .survey import ATTACKS, of_line
from .trial import tried

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("sys.platform != 'linux'", reason="children are forked and watched on Linux alone"),
]

LINES = range(1, 18)
MOST = 8
"""How many attacks on each promise are tried here, 136 in all."""


def test_there_are_enough_attacks_each_of_them_once() -> None:
    assert len(ATTACKS) >= 300 and len({(attack.line, attack.name) for attack in ATTACKS}) == len(ATTACKS)
    assert min(Counter(attack.line for attack in ATTACKS)[line] for line in LINES) >= 10


@pytest.mark.parametrize("line", LINES)
def test_it_holds(line: int) -> None:
    went = [tried(attack) for attack in of_line(line, most=MOST)]
    assert [f"{one.attack.name}: {one.why}" for one in went if one.verdict == "fault"] == []
    assert [f"{one.attack.name}: {one.why}" for one in went if one.verdict == "told badly"][1:] == []


def spoils(change: Callable[[Path], object], **rest: object) -> Callable[[Place], Act]:
    """An attack that calls `change` with a file that must not change; `rest` are fields of its `Act`."""

    def prepare(place: Place) -> Act:
        place.new()
        mine = place.write("mine", "mine")
        return Act(call=lambda: change(mine), codes=(0,), lines=0, same=(mine,), **rest)  # type: ignore[arg-type]

    return prepare


def wait(_: Path) -> None:
    signal.pause()


SEEN: dict[str, tuple[Callable[[Place], Act], str]] = {
    "an exception": (spoils(lambda _: [][1]), "traceback"),
    "a code": (spoils(lambda _: sys.exit(3)), "it left with 3"),
    "a signal": (spoils(lambda _: os.kill(os.getpid(), signal.SIGKILL)), "SIGKILL"),
    "a hang": (spoils(wait, within=0.3), "it hung"),
    "a change": (spoils(lambda mine: mine.write_text("yours", "utf-8")), "'mine' was touched"),
    "what is left": (spoils(lambda mine: (mine.parents[1] / "t" / "x").touch()), "'t/x' was left"),
    "half a file": (spoils(lambda mine: mine.with_name(f".reportlib-{'0' * 16}.part").touch()), "was left"),
    "what was printed": (spoils(lambda _: print("\x1b]0;evil"), hides=("\x1b]0;evil",), terminal=True), "was printed"),
    "what is wrong afterwards": (spoils(lambda _: None, after=lambda _: "something is"), "something is"),
}


@pytest.mark.parametrize("what", SEEN)
def test_a_fault_is_seen(what: str) -> None:
    prepare, says = SEEN[what]
    one = tried(Attack(0, what, prepare))
    assert one.verdict == "fault" and says in one.why, one


def test_what_is_told_badly_is_seen() -> None:
    said = tried(Attack(0, "", spoils(lambda _: print("one\ntwo", file=sys.stderr))))
    lacking = tried(Attack(0, "", spoils(lambda _: None, says=("where",))))
    assert (said.verdict, lacking.verdict) == ("told badly", "told badly")
    assert tried(Attack(0, "", spoils(lambda _: None))).verdict == "held"
