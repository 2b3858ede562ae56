"""Attacks by years, spans, limits and figures that are out of range (`Attack.line` 12)."""

from __future__ import annotations

from .kinds import Act, Done, Place, Table, attack

NUMBERS: Table = []
INDICATOR = "kind: flow"
SETTINGS = {
    "due_days": ("calendar: {due_days: %s}\n", ("-1", "1000000", "1e300", ".inf", ".nan", "99999999999999999999", "many")),
    "latest_coverage": ("calendar: {latest_coverage: %s}\n", ("-1", "101", ".nan", ".inf", "1e400", "'%'", "9999999 %")),
    "page": ("budget: {page: %s}\n", ("0", "-1", ".inf", ".nan", "1e400 MB", "1e6 TB")),
}
FIELDS = {
    "decimals": ("-1", "7", "400", "1e9", ".inf", "1.5", "99999999999999999999"),
    "scale": ("0", "-1", ".inf", ".nan", "1e300", "1e-300", "1e400"),
    "threshold": ("0", "-5", ".inf", "1.5", "1e30"),
    "min_base": ("-1", ".nan"),
    "min_gap": ("-1", ".nan"),
}
PERIODS = (
    "0000", "0001", "1899", "2201", "9999", "99999", "0001Q1", "9999Q4", "9999-12", "9999H2", "9999YTD12", "0001-9999",
    "2020-1900", "1899-2020", "2020-2201", "last 999999999", "last 99999999999999999999", "last 0", "2020Q5", "2020-13",
    "2020YTD00",
    "", "-2020", "1e3", "2020Q1-2020Q4",
)  # fmt: skip
WRONG = ("1e999", "-1e999", "nan", "inf", "0x10", "1_000", "1e", "--1", "１２", "1,5", "9" * 400, "NaN", "TRUE", "=1+1")
LARGE = ("1e15", "1e16", "1e17", "1e100", "1e300", "1.7e308", "1e-300", "5e-324", "9007199254740993", "0.1" + "0" * 300)
OPTIONS = {
    "timeout": ("0", "-1", "1e9", "99999999999999999999", "nan", "999999999999"),
    "jobs": ("0", "-1", "nan", "1.5"),
}


def setting(place: Place, text: str, name: str) -> Act:
    place.new()
    path = place.root / "params" / "workbook.yaml"
    line = len(path.read_text("utf-8").splitlines()) + 1
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    return Act(says=(f"params/workbook.yaml:{line}: ", name))


def field(place: Place, name: str, value: str) -> Act:
    place.new()
    place.change("params/catalogue.yaml", INDICATOR, f"{INDICATOR}, {name}: {value}")
    return Act(says=("params/catalogue.yaml:5: ", name))


def period(place: Place, text: str) -> Act:
    place.new()
    return Act(("plan", "--period", text), says=("--period",))


def listed(place: Place, text: str) -> Act:
    place.new()
    place.write("params/reports.yaml", f'reports:\n  - {{template: good, periods: ["{text}"], units: all, languages: [en]}}\n')
    return Act(says=("params/reports.yaml:2: ",))


def existing(place: Place, text: str) -> Act:
    """A unit exists from an invalid period on: `check` names the line."""
    place.new()
    place.change("params/units.yaml", "id: a,", f'id: a, from: "{text}",')
    return Act(says=("params/units.yaml:2: ",))


def row(place: Place, text: str) -> Act:
    place.new()
    place.write("data/figures.csv", f"indicator,unit,period,value\ni,a,2020,1\ni,b,{text},1\n")
    return Act(says=("data/figures.csv:3: ",))


def figure(place: Place, text: str) -> Act:
    place.new()
    quoted = f'"{text}"' if "," in text else text
    place.write("data/figures.csv", f"indicator,unit,period,value\ni,a,2020,1\ni,b,2020,{quoted}\n")
    return Act(says=("data/figures.csv:3: ",))


def large(place: Place, text: str, command: str) -> Act:
    """A large figure is read, or refused with its line."""
    place.new()
    place.write("data/figures.csv", f"indicator,unit,period,value\ni,a,2020,{text}\ni,b,2020,1\n")

    def wrong(done: Done) -> str:
        return "" if done.code != 2 or "data/figures.csv:2: " in done.err else f"it is refused without its line: {done.err!r}"

    return Act((command,), codes=(0, 1, 2), after=wrong)


def option(place: Place, name: str, value: str) -> Act:
    place.new()
    return Act(("build", f"--{name}={value}"), says=(f"--{name}",), lines=8)


for name, (text, values) in SETTINGS.items():
    for value in values:
        attack(NUMBERS, 12, f"{name}: {value}", setting, text % value, name)
for name, values in FIELDS.items():
    for value in values:
        attack(NUMBERS, 12, f"{name}: {value}", field, name, value)
for n, text in enumerate(PERIODS):
    attack(NUMBERS, 12, f"--period {text!r}", period, text)
    if "last" not in text and "\n" not in text:
        where, prepare = (("a row", row), ("from", existing), ("a list", listed))[n % 3]
        attack(NUMBERS, 12, f"{where}: period {text!r}", prepare, text)
for text in WRONG:
    attack(NUMBERS, 12, f"a figure: {text[:20]}", figure, text)
for text in LARGE:
    for command in ("check", "build"):
        attack(NUMBERS, 12, f"{command} a figure of {text[:20]}", large, text, command)
for name, values in OPTIONS.items():
    for value in values:
        attack(NUMBERS, 12, f"--{name} {value}", option, name, value)
