from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from reportlib.errors import WorkbookError
from reportlib.periods import Cycle
from reportlib.workbook import Calendar, Workbook, find

ROOT = Path(__file__).parents[2]


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "params" / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_small_workbook_says_what_its_files_say(small_workbook: Workbook) -> None:
    assert small_workbook.level_ids == ("realm", "region", "town")
    assert small_workbook.base == Cycle("quarter")
    assert small_workbook.level("town").name == {"zh": "小镇", "en": "Town"}
    assert small_workbook.settings.calendar.due_days == 10
    assert [i.kind for i in small_workbook.catalogue.indicators] == [
        "flow",
        "flow",
        "stock",
        "distinct",
        "ratio",
        "score",
        "rank",
    ]


@pytest.mark.parametrize("folder", [ROOT, *sorted(ROOT.glob("examples/*"))], ids=lambda path: path.name)
def test_committed_workbooks_are_sound(folder: Path) -> None:
    assert Workbook.load(folder).units.units


def test_workbook_is_found_from_any_folder_inside(small_folder: Path) -> None:
    assert find(small_folder / "params") == small_folder.resolve()
    assert find(small_folder) == small_folder.resolve()


def test_nearest_workbook_upward_wins() -> None:
    assert find(ROOT / "examples" / "skill-grades" / "data") == ROOT / "examples" / "skill-grades"


def test_outside_a_workbook_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"none has params/workbook.yaml.*give --workbook DIR"):
        find(tmp_path)


def test_problems_of_all_files_are_told_together(small_folder: Path) -> None:
    spoil(small_folder, "workbook", "every: quarter", "every: fortnight")
    spoil(small_folder, "catalogue", "kind: stock", "kind: stok")
    spoil(small_folder, "units", "level: realm}", "level: realm, colour: red}")
    found = problems(small_folder)
    assert {line.split(":")[0] for line in found} == {"params/workbook.yaml", "params/catalogue.yaml", "params/units.yaml"}


def test_missing_params_files_are_each_named(tmp_path: Path) -> None:
    found = problems(tmp_path)
    assert len(found) == 3
    for name, line in zip(("workbook", "catalogue", "units"), found, strict=True):
        assert line.startswith(f"params/{name}.yaml: the file is missing")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("workbook", "cards: [visits]}", "cards: [visit]}", "card 'visit' is not an indicator; did you mean 'visits'?"),
        ("workbook", "{id: region,", "{id: realm,", "the id 'realm' is used twice"),
        ("workbook", "title: {zh: 图书工作, en: Library work}", "title: {zh: 图书工作}", "title is missing in 'en'"),
        (
            "workbook",
            "languages: [zh, en]",
            "languages: [zh]",
            "title is given in 'en', which params/workbook.yaml",
        ),
        ("workbook", "origin: reported", "origin: rumoured", "'rumoured' is not possible;"),
        ("catalogue", "dimension: housing", "dimension: houses", "dimension 'houses' of indicator 'homes' is not known"),
        (
            "catalogue",
            "owner: library",
            "owner: libary",
            "owner 'libary' of indicator 'visits' is not known; did you mean 'library'?",
        ),
        (
            "catalogue",
            "levels: [realm, town]",
            "levels: [realm, village]",
            "levels 'village' of indicator 'lending-place' is not known",
        ),
        ("catalogue", "ranks: lending", "ranks: landing", "ranks 'landing' of indicator 'lending-place' is not known"),
        ("catalogue", "kind: stock, d", "kind: stock, rollup: weighted, d", "a stock cannot roll up by 'weighted'"),
        ("catalogue", "kind: stock, d", "kind: stock, scale: 10, d", "only a ratio has a scale; 'homes' is a stock"),
        ("catalogue", "kind: ratio", "kind: flow", "only a ratio or score has parts; 'lending' is a flow"),
        ("catalogue", "kind: score", "kind: ratio", "ratio 'mood' needs a numerator and a denominator"),
        ("catalogue", "id: fines,", "id: visits,", "the id 'visits' is used twice"),
        ("catalogue", "direction: down", "direction: sideways", "'sideways' is not possible; choices: up, down, none (3)"),
        ("catalogue", "decimals: 1", "decimals: 9", "less than or equal to 6"),
    ],
)
def test_wrong_setting_is_told_with_the_line_it_stands_on(
    small_folder: Path, file: str, old: str, new: str, message: str
) -> None:
    spoil(small_folder, file, old, new)
    lines = (small_folder / "params" / f"{file}.yaml").read_text("utf-8").splitlines()
    (found, *_) = [line for line in problems(small_folder) if message in line]
    assert found.startswith(f"params/{file}.yaml:")
    assert 1 <= int(found.split(":")[1]) <= len(lines)


def test_indicators_of_a_level_are_reported_there_or_rolled_up_to_it(small_workbook: Workbook) -> None:
    def on(level: str) -> list[str]:
        return [i.id for i in small_workbook.catalogue.on_level(level, levels=small_workbook.level_ids)]

    assert on("region") == ["visits", "fines", "homes", "members", "lending", "mood"]
    assert on("realm") == [*on("region"), "lending-place"]
    assert on("town") == on("realm")


ENTRY = "kind: flow, direction: up"
RATIO = "kind: ratio, scale: 100"
SETTINGS = [
    (
        ENTRY,
        "kind: flow, frequency: month, direction: up",
        "frequency 'month' of 'visits' is finer than calendar.every",
        "every: month",
    ),
    (
        ENTRY,
        "kind: flow, may_exceed: true, direction: up",
        "only a ratio has `may_exceed`; 'visits' is a flow",
        "leave `may_exceed` out",
    ),
    (
        ENTRY,
        "kind: flow, parts_may_differ: true, direction: up",
        "only a ratio has `parts_may_differ`",
        "leave `parts_may_differ`",
    ),
    (
        ENTRY,
        "kind: rate, rounded: 5, direction: up",
        "only a ratio, flow, stock or distinct has `rounded`",
        "leave `rounded` out",
    ),
    (
        ENTRY,
        "kind: flow, min_denominator: 20, direction: up",
        "only a ratio has `min_denominator`",
        "leave `min_denominator` out",
    ),
    (ENTRY, "kind: flow, ranks: homes, direction: up", "only a rank has `ranks`; 'visits' is a flow", "leave `ranks` out"),
    (ENTRY, "kind: rate, scale: 100, direction: up", "only a ratio has a scale; 'visits' is a rate", "leave `scale` out"),
    (
        ENTRY,
        "kind: rate, interval: events, direction: up",
        "only a ratio has an interval; 'visits' is a rate",
        "leave `interval` out",
    ),
    (ENTRY, "kind: rate, rollup: sum, direction: up", "a rate cannot roll up by 'sum'; choices: none (1)", ""),
    (
        "kind: distinct, people",
        "kind: distinct, negative: true, people",
        "only a flow, stock, ratio, rate or score has `negative`",
        "leave",
    ),
    (
        RATIO,
        "kind: ratio, ranked: true, scale: 100",
        "only a flow, stock or distinct has `ranked`; 'lending' is a ratio",
        "leave",
    ),
    (
        "kind: ratio, scale: 100,\n     decimals",
        "kind: rate,\n     decimals",
        "only a ratio or score has parts; 'lending' is a rate",
        "leave `numerator` and `denominator` out",
    ),
    (
        RATIO,
        "kind: ratio, negative: true, interval: proportion, scale: 100",
        "figures of 'lending' may be below nought, but it has the interval of a proportion",
        "write `interval: none` and `interval_note`",
    ),
    (
        "ranks: lending",
        "ranks: lending-place",
        "ranks 'lending-place' of indicator 'lending-place' is a rank itself",
        "another kind",
    ),
    ("id: fines", "id: fi/nes", "the id 'fi/nes' of an indicator holds '/'", "write 'fi-nes' in place of 'fi/nes'"),
    ("id: fines", "id: VISITS", "the id 'VISITS' is 'visits' of line 9 in another spelling", "such as 'VISITS-2'"),
    ("{id: clerk", "{id: 'the clerk'", "the id 'the clerk' of an owner holds ' '", "write 'the-clerk'"),
    ("{id: housing", "{id: con", "the id 'con' of a dimension is a name that some file systems keep", "write 'con-1'"),
]


@pytest.mark.parametrize(("old", "new", "says", "mend"), SETTINGS, ids=[case[2] for case in SETTINGS])
def test_a_setting_that_its_kind_does_not_have_is_refused_with_the_edit_that_mends_it(
    small_folder: Path, old: str, new: str, says: str, mend: str
) -> None:
    spoil(small_folder, "catalogue", old, new)
    text = (small_folder / "params" / "catalogue.yaml").read_text("utf-8")
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(small_folder)

    (found,) = (problem for problem in caught.value.problems if says in problem.message)
    assert mend in found.mend
    first = text[: text.index(new)].count("\n") + 1
    assert found.line is not None and first <= found.line <= first + new.count("\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ENTRY, "kind: flow, frequency: year, negative: true, ranked: true, asked: pilots, min_base: 50, direction: up"),
        (ENTRY, "kind: flow, frequency: quarter, min_gap: 2, direction: up"),
        (ENTRY, "kind: flow, may_exceed: false, direction: up"),
        (RATIO, "kind: ratio, may_exceed: true, parts_may_differ: true, rounded: 5, min_denominator: 50, scale: 100"),
        (RATIO, "kind: ratio, negative: true, interval: none, interval_note: {zh: 差额, en: A balance.}, scale: 100"),
        ("kind: score", "kind: score, negative: true"),
        (ENTRY, "kind: rate, negative: true, direction: up"),
        ("id: fines", "id: Uvn6LCg7dVU"),
        ("id: fines", "id: 罚款_1.b"),
    ],
)
def test_a_setting_that_fits_its_kind_is_taken(small_folder: Path, old: str, new: str) -> None:
    spoil(small_folder, "catalogue", old, new)

    assert len(Workbook.load(small_folder).catalogue.indicators) == 7


@pytest.mark.parametrize(
    ("size", "says"),
    [
        ("members", "size 'members' of level 'town' is a distinct and rolls up by 'sum': it does not add up over units"),
        (
            "lending",
            "is a ratio and rolls up by 'ratio': it does not add up over units; indicators that fit: visits, fines, homes",
        ),
        ("home", "size 'home' of level 'town' is not an indicator; did you mean 'homes'?"),
    ],
)
def test_a_level_is_not_measured_by_what_does_not_add_up(small_folder: Path, size: str, says: str) -> None:
    spoil(small_folder, "workbook", "cards: [visits]}", f"cards: [visits], size: {size}}}")

    (found,) = problems(small_folder)
    assert found.startswith("params/workbook.yaml:7: ") and says in found


def test_a_level_is_not_measured_by_what_has_no_figures_there(small_folder: Path) -> None:
    spoil(small_folder, "catalogue", "levels: [town], note: {zh: 期末数", "levels: [realm], note: {zh: 期末数")
    spoil(small_folder, "workbook", "cards: [visits]}", "cards: [visits], size: homes}")

    assert (
        "size 'homes' of level 'town' has no figures on that level; indicators that fit: visits, fines"
        in problems(small_folder)[0]
    )


def test_a_level_is_measured_by_a_sum_of_what_its_units_report(small_folder: Path) -> None:
    spoil(small_folder, "workbook", "name: {zh: 大区, en: Region}}", "name: {zh: 大区, en: Region}, size: homes}")

    assert Workbook.load(small_folder).level("region").size == "homes"


def test_a_marker_that_stands_for_no_status_is_refused(small_folder: Path) -> None:
    spoil(small_folder, "workbook", "origin: reported}", "origin: reported, markers: {x: supressed}}")

    (found,) = problems(small_folder)
    assert found.startswith("params/workbook.yaml:11: ") and "'supressed' is not possible; did you mean 'suppressed'?" in found


def test_markers_of_a_source_are_known_by_what_they_stand_for(small_folder: Path) -> None:
    given = "{..: not applicable, x: suppressed, low: suppressed, <5: suppressed, -: zero, -9: not reported, 未报: not reported}"
    spoil(small_folder, "workbook", "origin: reported}", f"origin: reported, markers: {given}}}")

    markers = Workbook.load(small_folder).settings.data[1].markers
    assert (markers[".."], markers["<5"], markers["-"], markers["未报"]) == (
        "not applicable",
        "suppressed",
        "zero",
        "not reported",
    )


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Kiritimati", "2021-01-01"), ("Pacific/Pago_Pago", "2020-12-30"), ("UTC", "2020-12-31")],
)
def test_the_day_is_that_of_the_time_zone_of_the_calendar(zone: str, day: str) -> None:
    moment = dt.datetime(2020, 12, 31, 10, 30, tzinfo=dt.UTC)

    assert Calendar(timezone=zone).day(moment).isoformat() == day


def test_without_a_time_zone_the_day_is_that_of_this_machine() -> None:
    moment = dt.datetime(2020, 12, 31, 10, 30, tzinfo=dt.UTC)

    assert Calendar().day(moment) == dt.datetime.fromtimestamp(moment.timestamp()).date()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("''", "names no file"),
        ("/etc/passwd", "begins at the root of a disk"),
        ("'C:\\data\\returns.csv'", "begins at the root of a disk"),
        ("../other/data/returns.csv", "leads out of the workbook"),
        ("data/../../other.csv", "leads out of the workbook"),
        ("data", "is a folder"),
        ("'.'", "is a folder"),
        ('"data/re\\0turns.csv"', "cannot be the name of a file"),
    ],
)
@pytest.mark.parametrize("named", ["file: data/returns.csv", "targets: params/targets.csv"])
def test_a_file_that_does_not_lie_in_the_workbook_is_refused(small_folder: Path, named: str, path: str, says: str) -> None:
    settings = small_folder / "params" / "workbook.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace(named, f"{named.split(':')[0]}: {path}"), "utf-8")
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(small_folder)

    [problem] = caught.value.problems
    line = text[: text.index(named)].count("\n") + 1
    assert str(problem).startswith(f"params/workbook.yaml:{line}: ") and says in str(problem) and problem.mend
