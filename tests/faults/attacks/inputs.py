"""Attacks by files that editors leave behind, and files that are not what they should be (`Attack.line` 11, 13)."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .kinds import Act, Done, Place, Table, attack

INPUTS: Table = []
LEFT = (
    ".#{name}", "{name}~", "#{name}#", ".{name}.swp", ".{name}.swo", "~{name}", ".{name}", "{name}.bak", "{name}.orig",
    "{name}.rej",
    "{name}.tmp", "{name}.~1~", ".{name}.kate-swp", "{stem} (copy).{ending}.txt", "4913", ".DS_Store", "Thumbs.db", "desktop.ini",
    "{name}.lock", ".nfs000001", ".~lock.{name}#",
)  # fmt: skip
FOLDERS = {
    "params": "units.yaml",
    "params/commentary": f"{'good-a-2020-en'}.md",
    "notebooks": "good.ipynb",
    "data": "figures.csv",
}
HEADER = "indicator,unit,period,value\n"
QUOTES = {
    "at the end": 'i,a,2020,1\ni,b,2020,"2\n',
    "in the middle": 'i,a,2020,"1\ni,b,2020,2\n',
    "at the start": '"i,a,2020,1\ni,b,2020,2\n',
    "one too many": 'i,a,2020,"1"""\ni,b,2020,"""2\n',
    "over a long file": 'i,a,2020,"1\n' + "i,b,2020,2\n" * 30_000,
    "with windows' lines": 'i,a,2020,1\r\ni,b,2020,"2\r\n',
    "with old lines": 'i,a,2020,1\ri,b,2020,"2\r',
    "alone": 'i,a,2020,1\n"',
}
CODES = ("gbk", "gb18030", "big5", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "shift-jis")
WESTERN = {"cp1252": "Windows-1252", "latin-1": "Windows-1252"}
READ = {"gb18030": "GB18030", "gbk": "GB18030", "utf-16": "UTF-16", "utf-16-le": "UTF-16"} | WESTERN
NOTED = "indicator,unit,period,value,note\ni,a,2020,1,注记：数据完整\n"
NOTED_WEST = "indicator,unit,period,value,note\ni,a,2020,1,donn\u00e9es v\u00e9rifi\u00e9es\n"
WHOLE = HEADER + "i,a,2020,1\n"
PATHS = (
    "''", "' '", "'.'", "'..'", "/etc/passwd", "../figures.csv", "data/../../figures.csv", "data", "params/", "'data/'",
    "C:\\x.csv",
    "'C:x.csv'", "\\\\server\\share\\x.csv", "/dev/zero", "/dev/stdin", "/proc/self/environ", "~/figures.csv",
    "data/figures.csv/x",
    "'data/fig\\ures.csv'", '"data/a\\0b.csv"', '"data/a\\nb.csv"', "data/*.csv", "file:///etc/passwd",
    "https://example.org/x.csv",
    "params/workbook.yaml", "3", "[data/figures.csv]", "null", "true", "{file: x}",
)  # fmt: skip
TITLES = (
    "null",
    "3",
    '"Report"',
    '["Report"]',
    '{"en": 3}',
    '{"en": null}',
    '{"en": {"x": "y"}}',
    '{"en": ""}',
    "{}",
    "true",
    '{"xx": "y"}',
)
BARE = ("{}", '{"en": ""}', '{"xx": "y"}')
"""Titles of the right type without a text in the page's language."""
LEVELS = ("null", "3", '["top"]', '"nowhere"', "{}", '""')
HEADS = {
    "empty": "",
    "blank": "\n\n\n",
    "only a head": HEADER,
    "no columns": "a,b,c\n1,2,3\n",
    "a column twice": "indicator,unit,period,value,value\ni,a,2020,1,1\n",
    "two separators": "indicator;unit,period;value\ni;a,2020;1\n",
    "blanks between": "indicator unit period value\ni a 2020 1\n",
    "a long cell in marks": HEADER + f'i,"{"a" * 200_000}",2020,1\n',
    "blank lines and blanks": " \n\t\n , , ,\n",
    "more cells": HEADER + "i,a,2020,1,2\n",
    "fewer cells": HEADER + "i,a\n",
    "a page": "<html><body>moved</body></html>",
    "JSON": '[{"indicator": "i"}]',
    "an xlsx": "PK\x03\x04" + "\x00" * 200,
    "nuls": HEADER + "i,a,20\x0020,1\n",
    "a conflict": f"<<<<<<< ours\n{HEADER}=======\n{HEADER}>>>>>>> theirs\ni,a,2020,1\n",
    "a long cell": HEADER + f"i,{'a' * 200_000},2020,1\n",
    "many columns": ",".join(f"c{n}" for n in range(2_000)) + "\n",
}
BRACES = (
    "wb{unit}",
    "wb{",
    "wb}",
    "wb{0}",
    "wb{{",
    "wb{period!r}",
    "wb %s %(x)s",
    "wb[bold]",
    "wb$HOME",
    "wb`x`",
    "wb'\"",
    "wb\\n",
    "-wb",
    "表 工",
)


def left(place: Place, folder: str, name: str) -> Act:
    """An editor left a file beside a file of the workbook; a build that had nothing to do still has nothing to do."""
    place.built()
    path = Path(folder, name)
    names = {"name": path.name, "stem": path.stem, "ending": path.suffix[1:]}
    for pattern in LEFT:
        beside = place.root / folder / pattern.format(**names)
        beside.parent.mkdir(exist_ok=True)
        if pattern.startswith(".#"):
            beside.symlink_to("someone@somewhere.1234:1")
        elif not beside.exists():
            beside.write_bytes(b"\xff not: [ what it should be")
    return Act(("plan",), codes=(0,), lines=0, says=("0 due, 1 up to date",))


def left_one(place: Place, folder: str, name: str, pattern: str) -> Act:
    path = Path(folder, name)
    place.built()
    beside = place.root / folder / pattern.format(name=path.name, stem=path.stem, ending=path.suffix[1:])
    beside.parent.mkdir(exist_ok=True)
    if pattern.startswith(".#"):
        beside.symlink_to("someone@somewhere.1234:1")
    else:
        beside.write_bytes(b"\xff not: [ what it should be")
    return Act(("build",), codes=(0,), lines=0, says=("0 built, 1 unchanged, 0 failed",))


def quotes(place: Place, rows: str) -> Act:
    place.new()
    place.write("data/figures.csv", HEADER + rows)
    return Act(says=("data/figures.csv:", "quotation mark"))


def coded(place: Place, name: str, text: str, code: str) -> Act:
    """A data file is read if its encoding is recognised, and the encoding is reported; other files must be in UTF-8."""
    place.new()
    if name == "data/figures.csv" and code in READ:
        place.write(name, (NOTED if code not in WESTERN else NOTED_WEST).encode(code))
        return Act(codes=(0,), says=(name, READ[code]))
    place.write(name, text.encode(code))
    return Act(says=(name, "UTF-8"))


def named(place: Place, path: str, key: str) -> Act:
    """A wrong path of a data file or of a file of targets in the settings is refused, except `targets: null`."""
    place.new()
    if key == "file":
        place.change("params/workbook.yaml", "data/figures.csv", path if path[0] not in "[{" else f"{path} ")
    else:
        place.write("params/workbook.yaml", (place.root / "params/workbook.yaml").read_text("utf-8") + f"targets: {path}\n")
    says = path if path.startswith("data/figures.csv/") else "params/workbook.yaml"
    if key == "targets" and path == "null":
        return Act(codes=(0,))
    return Act(says=(says,), lines=8)


def about(place: Place, key: str, value: str) -> Act:
    """A wrong value in a template's metadata is refused; a title without a text may also be accepted."""
    place.new()
    path = place.root / "notebooks" / "good.ipynb"
    told = json.loads(path.read_text("utf-8"))
    told["metadata"]["reportlib"][key] = json.loads(value)
    path.write_text(json.dumps(told), "utf-8")
    empty = value in BARE
    return Act(codes=(0, 2) if empty else (2,), says=() if empty else ("notebooks/good.ipynb", key))


def table(place: Place, text: str) -> Act:
    place.new()
    place.write("data/figures.csv", text)
    says = "no data file holds any figure" if text == HEADER else "data/figures.csv"
    return Act(says=(says,), lines=8 if len(text) < 5000 else 10_000)


def separated(place: Place, between: str, called: str) -> Act:
    """The separator of cells is recognised and reported."""
    place.new()
    place.write("data/figures.csv", f"{HEADER}i,a,2020,1\n".replace(",", between))
    return Act(codes=(0,), says=("data/figures.csv", called))


def laid_out(place: Place, line: str, text: str, says: str) -> Act:
    """Read a CSV with this line in params/sources.yaml. It is refused with the message `says`, or accepted if `says` is empty."""
    place.new()
    place.write("data/figures.csv", text)
    columns = "{indicator: indicator, unit: unit, period: period, value: value}"
    place.write("params/sources.yaml", f"sources:\n- file: data/figures.csv\n  columns: {columns}\n  {line}\n")
    return Act(codes=(2,), says=(says,)) if says else Act(codes=(0,))


def lying(place: Place, name: str) -> Act:
    """A workbook in a folder with an odd name is built."""
    place.new()
    there = place.top / name
    place.root.rename(there)
    page = there / "outputs" / "good-a-2020-en.html"

    def wrong(done: Done) -> str:
        return "" if page.is_file() and "made for a" in page.read_text("utf-8") else f"there is no page: {done.err}"

    return Act(("build",), codes=(0,), cwd=there, after=wrong)


def swapped(place: Place, kind: str) -> Act:
    """A pipe, a device or a broken link in place of a data file is refused."""
    place.new()
    path = place.root / "data" / "figures.csv"
    path.unlink()
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "loop":
            path.symlink_to(path)
        case "dangling":
            path.symlink_to("nowhere")
    return Act(says=("data/figures.csv",))


for folder, name in FOLDERS.items():
    attack(INPUTS, 11, f"all that editors leave in {folder}", left, folder, name)
    for n, pattern in enumerate(LEFT):
        if n % len(FOLDERS) == list(FOLDERS).index(folder):
            attack(INPUTS, 11, f"what editors leave in {folder}: {pattern}", left_one, folder, name, pattern)
for kind in ("pipe", "device", "loop", "dangling"):
    attack(INPUTS, 11, f"a data file that is a {kind}", swapped, kind)
for where, rows in QUOTES.items():
    attack(INPUTS, 13, f"a quotation mark never closed, {where}", quotes, rows)
COMMENTARY, ROWS = "注记：数据完整\n", HEADER + "i,a,2020,1\n# é\n"
for n, code in enumerate(CODES):
    texts = {"params/commentary/good-a-2020-en.md": COMMENTARY, "data/figures.csv": ROWS, "params/units.yaml": "units: # é\n"}
    name = list(texts)[n % 3]
    text = texts[name] if code not in ("latin-1", "cp1252") else "é\n"
    text = text if code not in ("gbk", "gb18030", "big5", "shift-jis") else "工人\n"
    attack(INPUTS, 13, f"{name} in {code}", coded, name, text, code)
for path in PATHS:
    attack(INPUTS, 13, f"data file {path}", named, path, "file")
for path in PATHS[::3]:
    attack(INPUTS, 13, f"targets {path}", named, path, "targets")
for value in TITLES:
    attack(INPUTS, 13, f"title {value}", about, "title", value)
for value in LEVELS:
    attack(INPUTS, 13, f"level {value}", about, "level", value)
for code in ("rot13", "zip", "hex", "base64", "idna", "punycode", "undefined", "utf-7", "nothing", "'a\\b'"):
    attack(INPUTS, 13, f"a CSV as {code}", laid_out, f"encoding: {code}", WHOLE, "is not known; write one such as utf-8")
for code in ("utf-16", "utf-32"):
    attack(INPUTS, 13, f"a CSV as {code}", laid_out, f"encoding: {code}", WHOLE + "i", "save it as 'CSV UTF-8'")
for between in ("i", "1", '"\\""', '"\\n"', '"\\0"', '"\\r"', "''", "'.'", "'-'", "ab", "3", "[x]"):
    attack(INPUTS, 13, f"{between} between cells", laid_out, f"separator: {between}", WHOLE, "params/sources.yaml:4")
for between in ("\t", ";", "，", " ", "、", "|", "^"):
    text = WHOLE.replace(",", between)
    attack(INPUTS, 13, f"{between!r} between cells", laid_out, f"separator: {json.dumps(between)}", text, "")
for between, called in {";": "semicolons", "\t": "tabs", "|": "strokes"}.items():
    attack(INPUTS, 13, f"a data file: {called}", separated, between, called)
for kind, text in HEADS.items():
    attack(INPUTS, 13, f"a data file: {kind}", table, text)
for name in BRACES:
    attack(INPUTS, 13, f"a workbook in {name!r}", lying, name)
