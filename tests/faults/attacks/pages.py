"""Attacks on `verify` by altered pages, and by files that are no pages (`Attack.line` 16)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from .kinds import KINDS, STRANGER, Act, Place, Table, attack, odd

PAGES: Table = []
FORGED = {
    "name": "good-b-2020-en", "template": "other", "unit": "b", "period": "2019", "lang": "zh", "status": "draft", "key": "x",
    "title": "Other",
    "level": "nowhere", "unit_name": "Other", "data_hash": "0" * 32, "catalogue_version": "9",
    "code_hash": "0" * 16, "packages": "pandas 0.1",
}  # fmt: skip
BAD = ("", "\x1b[2J", "../../etc/passwd", "x" * 9000, "&#0;", "{unit}", "%s", "9" * 5000)
FAR = {"period": "9999", "lang": "en\x00", "unit": "../a", "template": "../good", "status": "gone"}


def forged(place: Place, name: str, value: str) -> Act:
    """`verify` is given a page with another value in its head: it does not call the page identical."""
    place.built()
    text = place.page.read_text("utf-8")
    found = re.search(rf'<meta name="reportlib:{name}" content="([^"]*)">', text)
    if found is None:
        return Act(("verify", str(place.page)), codes=(0,))
    place.page.write_text(text.replace(found[0], found[0].replace(f'"{found[1]}"', f'"{value}"'), 1), "utf-8")
    return Act(("verify", str(place.page)), codes=(1, 2), hides=("\x1b[2J", "identical"), lines=3)


def saying(place: Place, name: str, value: str) -> Act:
    """`verify` is given a page with another value in its head: it names the value that differs."""
    made = forged(place, name, value)
    return Act(
        made.command, codes=made.codes, says=(name.partition("_")[0],) if 1 in made.codes else (), hides=("identical",), lines=3
    )


def thing(place: Place, kind: str) -> Act:
    place.built()
    odd(place.page, kind)
    return Act(("verify", str(place.page)), says=(str(place.page),), lines=1)


def damaged(place: Place, damage: Callable[[bytes], bytes]) -> Act:
    place.built()
    data = place.page.read_bytes()
    place.page.write_bytes(damage(data))
    assert place.page.read_bytes() != data
    return Act(("verify", str(place.page)), codes=(1, 2), hides=("identical",), lines=1)


def large(place: Place, size: int) -> Act:
    place.built()
    os.truncate(place.page, size)
    return Act(("verify", str(place.page)), says=(place.page.name, "64"), lines=1, within=10)


def hidden(place: Place) -> Act:
    place.built()
    place.page.chmod(0)
    return Act(("verify", str(place.page)), says=(place.page.name,), lines=6, user=STRANGER)


def elsewhere(place: Place, name: str) -> Act:
    place.built()
    return Act(("verify", name), lines=1)


def of_draft(place: Place) -> Act:
    """`verify` is given a final page whose report is now listed as a draft: it names the status."""
    place.built()
    place.change("params/reports.yaml", "template: good,", "template: good, status: draft,")
    return Act(("verify", str(place.page)), codes=(1,), says=("status",))


def moved(place: Place) -> Act:
    """`verify` recognises an unchanged page in any folder."""
    place.built()
    away = place.top / "away.html"
    away.write_bytes(place.page.read_bytes())
    return Act(("verify", str(away), "--workbook", str(place.root)), codes=(0,), cwd=Path("/"), says=("identical",))


for name, value in FORGED.items():
    attack(PAGES, 16, f"forged {name}", saying, name, value)
for n, value in enumerate(BAD):
    name = ("unit", "period", "template", "lang", "key", "title", "name", "period")[n]
    attack(PAGES, 16, f"forged {name}: {value[:16]!r}", forged, name, value)
for name, value in FAR.items():
    attack(PAGES, 16, f"far {name}: {value!r}", forged, name, value)
for kind in KINDS:
    attack(PAGES, 16, f"a page that is: {kind}", thing, kind)
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[:-100],
    "cut in the head": lambda data: data[:700],
    "more behind": lambda data: data + b"<script>alert(1)</script>",
    "a script within": lambda data: data.replace(b"</body>", b"<script>1</script></body>"),
    "a figure": lambda data: data.replace(b"made for a", b"made for b"),
    "a mark of order": lambda data: b"\xef\xbb\xbf" + data,
    "windows' lines": lambda data: data.replace(b"\n", b"\r\n"),
    "bad bytes": lambda data: data.replace(b"made", b"m\xffde"),
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "twice": lambda data: data + data,
}
for how, damage in DAMAGES.items():
    attack(PAGES, 16, f"a page damaged: {how}", damaged, damage)
for size in (65 * 10**6 + 2 * 10**6, 5 * 10**9, 1 << 40):
    attack(PAGES, 16, f"a page of {size} bytes", large, size)
attack(PAGES, 16, "an unreadable page", hidden, needs="root")
for name in (
    "nowhere.html",
    "x" * 300 + ".html",
    "outputs",
    "outputs/index.html",
    "",
    "\udcff.html",
    "params/workbook.yaml",
    "/dev/zero",
    "/dev/full",
):
    attack(PAGES, 16, f"verify {name[:20]!r}", elsewhere, name)
attack(PAGES, 16, "a draft's page is final", of_draft)
attack(PAGES, 16, "a page that was moved", moved)
