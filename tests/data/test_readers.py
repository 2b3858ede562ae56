from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pytest

from reportlib.data import read_observations, read_targets
from reportlib.data.table import COLUMNS
from reportlib.errors import DataError
from reportlib.sources import encodings, files, text
from reportlib.workbook import Workbook

HEADER = "indicator,unit,period,value,numerator,denominator,status,reported_at"


def problems(workbook: Workbook, text: str | bytes) -> list[str]:
    (workbook.root / "data" / "returns.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError) as caught:
        read_observations(workbook)
    return [str(problem) for problem in caught.value.problems]


def test_every_row_of_every_file_is_there_in_order(small_workbook: Workbook) -> None:
    table = read_observations(small_workbook)
    told = []
    for name in ("data/printed.csv", "data/returns.csv"):
        with (small_workbook.root / name).open(encoding="utf-8", newline="") as file:
            told += [(row["indicator"], row["unit"], row["period"], row["value"], name) for row in csv.DictReader(file)]
    read = table[["indicator", "unit", "period", "value", "file"]].astype({"value": object}).to_numpy().tolist()
    assert [(*row[:3], "" if row[3] != row[3] else f"{row[3]:g}", row[4]) for row in read] == told
    assert list(table.columns) == [*COLUMNS, "file", "line", "cell"]


def test_lines_are_those_of_the_file(small_workbook: Workbook) -> None:
    table = read_observations(small_workbook)
    assert table["line"].tolist() == [*range(2, 5), *range(2, 31)]


def test_origin_is_that_of_the_file_and_blanks_have_their_meaning(small_workbook: Workbook) -> None:
    table = read_observations(small_workbook)
    assert table.groupby("file")["origin"].unique().str[0].to_dict() == {
        "data/printed.csv": "published",
        "data/returns.csv": "reported",
    }
    printed = table[table["file"] == "data/printed.csv"]
    assert printed["qualifier"].tolist() == ["more than", "exactly", "exactly"]
    assert set(printed["status"]) == {"final"}
    assert not printed["inferred"].any()


def test_only_the_files_of_an_origin_may_be_read(small_workbook: Workbook) -> None:
    assert set(read_observations(small_workbook, origins=("published",))["file"]) == {"data/printed.csv"}


def test_byte_order_mark_blanks_blank_lines_and_long_notes_are_no_problem(small_workbook: Workbook) -> None:
    text = f"{HEADER},note\n"
    text += ' visits , ash,2020q1 , 5,,,final,2020-04-05,"two\nlines, and a comma"\n\n,,,,,,,,\nvisits,ash,2020Q2,6,,,,,\n'
    (small_workbook.root / "data" / "returns.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    table = read_observations(small_workbook, origins=("reported",))
    assert table[["indicator", "unit", "period", "value"]].to_numpy().tolist() == [
        ["visits", "ash", "2020Q1", 5.0],
        ["visits", "ash", "2020Q2", 6.0],
    ]
    assert table["line"].tolist() == [3, 6]
    assert table["note"].tolist() == ["two\r\nlines, and a comma", ""] or table["note"].tolist() == [
        "two\nlines, and a comma",
        "",
    ]


def test_words_that_pandas_takes_for_nothing_stay_words(small_workbook: Workbook) -> None:
    (small_workbook.root / "data" / "returns.csv").write_text(
        "indicator,unit,period,value,note\nvisits,ash,2020Q1,5,NA\n", "utf-8"
    )
    assert read_observations(small_workbook, origins=("reported",))["note"].tolist() == ["NA"]


def test_file_of_a_header_alone_has_no_rows(small_workbook: Workbook) -> None:
    (small_workbook.root / "data" / "returns.csv").write_text(HEADER + "\n", "utf-8")
    assert read_observations(small_workbook, origins=("reported",)).empty
    assert len(read_observations(small_workbook)) == 3


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("vists,ash,2020Q1,5,,,,", "indicator 'vists' is not known; did you mean 'visits'?"),
        ("visits,asch,2020Q1,5,,,,", "unit 'asch' is not known; did you mean 'ash'?"),
        ("visits,ash,2020Q7,5,,,,", "period: '2020Q7' is not a period: write 2020,"),
        ("visits,ash,2020Q1,five,,,,", "value 'five' is not a number; write digits only"),
        ('visits,ash,2020Q1,"1,200",,,,', "value '1,200' is not a number"),
        ("visits,ash,2020Q1,5万,,,,", "value '5万' is not a number"),
        ("visits,ash,2020Q1,nan,,,,", "value 'nan' is not a number"),
        ("visits,ash,2020Q1,inf,,,,", "value 'inf' is not a number"),
        ("lending,ash,2020Q1,,3,x,,", "denominator 'x' is not a number"),
        ("visits,ash,2020Q1,5,,,fianl,", "status 'fianl' is not possible; did you mean 'final'?"),
        ("visits,ash,2020Q1,5,,,,05/04/2020", "reported_at '05/04/2020' is not a day; write it as 2020-04-15"),
        ("visits,ash,2020Q1,5,,,,2020-02-30", "reported_at '2020-02-30' is not a day"),
        ("visits,ash,2020Q1,5,,,,2020-4/5", "reported_at '2020-4/5' is not a day"),
        ("visits,ash,2020Q1,5,,,,20-4-5", "reported_at '20-4-5' is not a day"),
        ("visits,ash,2020Q1,,,,,", "no figure: give value, or a status that says why there is none"),
        ("visits,ash,2020Q1,,3,4,,", "no figure: give value, or a status that says why there is none"),
        ("lending,ash,2020Q1,,3,,,", "no figure: give numerator and denominator (or value), or a status that says why"),
        ("lending-place,north,2020Q1,3,,,,", "unit 'north' is on level 'region', where 'lending-place' has no figures"),
        ("visits,ash,2020Q1,5", "4 cells where the first line names 8 columns"),
    ],
)
def test_wrong_cell_is_told_with_its_line(small_workbook: Workbook, row: str, message: str) -> None:
    (found,) = problems(small_workbook, f"{HEADER}\nvisits,ash,2020Q2,1,,,,\n{row}\n")
    assert found.startswith(f"data/returns.csv:3: {message}")


def test_days_are_read_in_any_of_three_spellings_and_compare_as_days(small_workbook: Workbook) -> None:
    days = ("2020-4-5", "2020/4/5", "2020-04-05", "2020/04/15", "")
    rows = "".join(f"visits,ash,2020-0{n},1,,,,{day}\n" for n, day in enumerate(days, 1))
    (small_workbook.root / "data" / "returns.csv").write_text(f"{HEADER}\n{rows}", "utf-8")
    read = read_observations(small_workbook, origins=("reported",))["reported_at"].tolist()
    assert read == ["2020-04-05", "2020-04-05", "2020-04-05", "2020-04-15", ""]


@pytest.mark.parametrize(
    ("row", "mend"),
    [
        ('visits,ash,2020Q1,"1,200",,,,', "write 1200 in place of '1,200'"),
        ('visits,ash,2020Q1,"1 234 567.5",,,,', "write 1234567.5 in place of '1 234 567.5'"),
        ("visits,ash,2020Q1,12%,,,,", "write 12 in place of '12%'"),
        ("visits,ash,2020Q1,12人,,,,", "write 12 in place of '12人'"),
        ("visits,ash,2020Q1,12.3 p,,,,", "write 12.3 in place of '12.3 p'"),
        ("visits,ash,2020Q1,1.2万,,,,", "write 12000 in place of '1.2万', or 1.2 where the catalogue's measure counts in 万"),
        ("visits,ash,2020Q1,约1亿2000万元,,,,", "write 120000000 in place of '约1亿2000万元', or 1.2 where the"),
        ("visits,ash,2020Q1,12个百分点,,,,", "write 12 in place of '12个百分点'"),
        ('visits,ash,2020Q1,"12,5 %",,,,', "write 12.5 in place of '12,5 %'"),
        ("visits,ash,2020Q1,\u22127,,,,", "write -7 in place of '\u22127'"),
        ("visits,ash,2020Q1,(7),,,,", "write -7 in place of '(7)' where brackets mean below zero, and 7 where they do not"),
        ("lending,ash,2020Q1,,3 e,40,,", "write 3 in place of '3 e'"),
        *(
            (f"visits,ash,2020Q1,{text},,,,", f"in params/workbook.yaml, at `file: data/returns.csv`, add `markers: {{'{text}': ")
            for text in ("<5", "..", "x", "5-9", "five")
        ),
        ("visits,ash,2020Q1,n/a,,,,", "in params/workbook.yaml, at `file: data/returns.csv`, add `markers: {'n/a': suppressed}`"),
        ("visits,ash,2020Q1,5,,,,5.4.2020", "write year, month and day with hyphens in place of '5.4.2020', such as 2020-04-15"),
        ("visits,ash,2020Q1,,,,,", "write the figure, or in the column status: not reported"),
    ],
)
def test_the_edit_that_mends_a_cell_is_named(small_workbook: Workbook, row: str, mend: str) -> None:
    (small_workbook.root / "data" / "returns.csv").write_text(f"{HEADER}\n{row}\n", "utf-8")
    with pytest.raises(DataError) as caught:
        read_observations(small_workbook)
    assert caught.value.problems[0].mend.startswith(mend)


@pytest.mark.parametrize("text", ["12%", "12人", "12.3 p", "1.2万", "12 (p)", "12[1]", "5k", "$5", "１２％", "1.234,5 €"])
def test_a_number_with_a_measure_or_a_flag_is_never_declared_a_marker(small_workbook: Workbook, text: str) -> None:
    (small_workbook.root / "data" / "returns.csv").write_text(f'{HEADER}\nvisits,ash,2020Q1,"{text}",,,,\n', "utf-8")
    with pytest.raises(DataError) as caught:
        read_observations(small_workbook)
    (problem,) = caught.value.problems
    assert "markers" not in f"{problem} {problem.mend}" and problem.mend.startswith("write ")
    assert "the measure stands in the catalogue; a flag such as p belongs in the column status" in problem.message


def test_a_target_has_no_markers(small_workbook: Workbook) -> None:
    path = small_workbook.root / "params" / "targets.csv"
    path.write_text(path.read_text("utf-8") + "homes,ash,2020Q4,..\n", "utf-8")
    with pytest.raises(DataError, match=r"params/targets.csv:6: value '..' is not a number") as caught:
        read_targets(small_workbook)
    assert "markers" not in str(caught.value)


def test_all_problems_of_all_files_come_at_once(small_workbook: Workbook) -> None:
    (small_workbook.root / "data" / "printed.csv").write_text("indicator,unit,period,value\nvisits,ash,2020,many\n", "utf-8")
    found = problems(small_workbook, f"{HEADER}\nvists,ash,2020Q2,1,,,,\nvisits,ash,2020Q9,x,,,,\n")
    assert [line.split(": ")[0] for line in found] == ["data/printed.csv:2", "data/returns.csv:2", *["data/returns.csv:3"] * 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 'indicator' is missing"),
        ("indicator,unit,value\n", "column 'period' is missing"),
        ("indicator,unit,period\n", "column 'value' is missing"),
        ("indicator,unit,period,value,vlaue\n", "column 'vlaue' is not used here; did you mean 'value'?"),
        ("indicator,unit,period,value,value\nvisits,ash,2020Q1,1,2\n", "column 'value' stands twice; keep one"),
    ],
)
def test_wrong_first_line_is_told(small_workbook: Workbook, text: str, message: str) -> None:
    assert any(line.startswith(f"data/returns.csv:1: {message}") for line in problems(small_workbook, text))


def test_other_encodings_are_refused_with_the_line(small_workbook: Workbook) -> None:
    text = f"{HEADER},note\nvisits,ash,2020Q1,1,,,,,\nvisits,ash,2020Q2,1,,,,,{{}}\n"
    found = problems(small_workbook, text.format("слово").encode("cp1251"))
    assert found == ["data/returns.csv:3: not UTF-8 text; save it as 'CSV UTF-8'"]
    (small_workbook.root / "data" / "returns.csv").write_bytes(text.format("été").encode("cp1252"))
    assert "été" in read_observations(small_workbook)["note"].tolist(), "letters of Western Europe among those of ASCII"


def test_quotation_mark_never_closed_in_a_long_file_is_a_message(small_workbook: Workbook) -> None:
    rows = "".join(f"visits,ash,2020Q1,{n},,,,\n" for n in range(8000))
    (found,) = problems(small_workbook, f'{HEADER}\n"visits,ash,2020Q1,1,,,,\n{rows}')
    assert found.startswith("data/returns.csv:") and "quotation mark" in found


def test_missing_file_is_told_by_its_name(small_workbook: Workbook) -> None:
    (small_workbook.root / "data" / "returns.csv").unlink()
    with pytest.raises(DataError, match=r"data/returns.csv: the file is missing, but params/workbook.yaml names it"):
        read_observations(small_workbook)


def test_year_is_inferred_only_in_words_for_yes_or_no(small_workbook: Workbook) -> None:
    rows = "".join(f"visits,ash,2020Q{n},1,{word}\n" for n, word in enumerate(("true", "Yes", "", "no"), 1))
    (small_workbook.root / "data" / "returns.csv").write_text("indicator,unit,period,value,inferred\n" + rows, "utf-8")
    assert read_observations(small_workbook, origins=("reported",))["inferred"].tolist() == [True, True, False, False]
    found = problems(small_workbook, "indicator,unit,period,value,inferred\nvisits,ash,2020Q1,1,perhaps\n")
    assert found == ["data/returns.csv:2: inferred 'perhaps' is not possible; write true or false"]


def test_synthetic_figure_cannot_stand_under_a_real_unit(small_workbook: Workbook) -> None:
    found = problems(small_workbook, "indicator,unit,period,value,origin\nvisits,ash,2020Q1,1,synthetic\n")
    assert found == ["data/returns.csv:2: a synthetic figure cannot stand under unit 'ash', which is not marked synthetic"]


def test_targets_are_read_with_their_periods_as_written(small_workbook: Workbook) -> None:
    assert read_targets(small_workbook).to_numpy().tolist() == [
        ["homes", "ash", "2020", 105.0],
        ["visits", "ash", "2020", 50.0],
        ["visits", "ash", "2020Q4", 12.0],
        ["fines", "ash", "2020Q4", 3.0],
    ]


def test_second_target_for_the_same_thing_is_refused(small_workbook: Workbook) -> None:
    path = small_workbook.root / "params" / "targets.csv"
    path.write_text(path.read_text("utf-8") + "homes,ash,2020,106\n", "utf-8")
    with pytest.raises(DataError, match=r"params/targets.csv:6: a second target for 'homes' of 'ash' in 2020; keep one"):
        read_targets(small_workbook)


def test_workbook_without_targets_has_an_empty_table(small_folder: Path) -> None:
    path = small_folder / "params" / "workbook.yaml"
    path.write_text(path.read_text("utf-8").replace("targets: params/targets.csv\n", ""), "utf-8")
    assert list(read_targets(Workbook.load(small_folder))) == ["indicator", "unit", "period", "value"]


def test_an_empty_origin_is_that_of_the_file_and_never_a_better_one(small_workbook: Workbook) -> None:
    rows = "visits,ash,2020Q1,1,\nvisits,ash,2020Q2,1,published\n"
    (small_workbook.root / "data" / "returns.csv").write_text("indicator,unit,period,value,origin\n" + rows, "utf-8")
    assert read_observations(small_workbook, origins=("reported",))["origin"].tolist() == ["reported", "published"]


def test_texts_are_kept_alike_whether_or_not_pyarrow_is_installed() -> None:
    assert pd.options.mode.string_storage == "python"


OPEN = "visits,ash,2020Q1,1,,,,2020-04-05\nvisits,ash,2020Q2,1,,,,{}\nvisits,ash,2020Q3,1,,,,\n"


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (OPEN.format('"2020-07-05'), 3),
        (OPEN.format("").replace("visits,ash,2020Q3,1,,,,\n", 'visits,ash,2020Q3,1,,,,"'), 4),
        ('"visits,ash,2020Q1,1,,,,\nvisits,ash,2020Q2,1,,,,\n', 2),
        ('visits,ash,2020Q1,1,,,,""""\n' * 2 + 'visits,ash,2020Q1,1,,,,"""\n', 4),
    ],
)
def test_a_quotation_mark_never_closed_names_the_row_that_opens_it(small_workbook: Workbook, rows: str, line: int) -> None:
    [found] = problems(small_workbook, f"{HEADER}\n{rows}")
    assert found.startswith(f"data/returns.csv:{line}: a quotation mark is opened in the row that begins here and never closed")


def test_a_data_file_is_read_once_from_one_open_file(small_workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    # If the file were replaced while it is read, the lines would be counted in one version and read from another.
    returns, opened = small_workbook.root / "data" / "returns.csv", files.open_input

    def replaced(path: Path) -> BinaryIO:
        stream = opened(path)
        if path == returns:
            (path.parent / "new.csv").write_text(f"{HEADER}\n", "utf-8")
            (path.parent / "new.csv").replace(path)
        return stream

    monkeypatch.setattr(files, "open_input", replaced)
    assert len(read_observations(small_workbook, origins=("reported",))) == 29
    assert returns.read_text("utf-8") == f"{HEADER}\n"


def test_a_data_file_written_to_while_it_is_read_is_refused(small_workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    def appending(stream: BinaryIO, file: str, encoding: str | None) -> encodings.TextFormat:
        with (small_workbook.root / file).open("a", encoding="utf-8") as other:
            other.write("visits,ash,2021Q1,5,,,,\n")
        return encodings.format_of(stream, file, encoding)

    monkeypatch.setattr(text, "format_of", appending)
    with pytest.raises(DataError, match=r"returns\.csv: the file was changed while it was read; run the command again"):
        read_observations(small_workbook, origins=("reported",))


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no FIFOs")
def test_a_pipe_in_place_of_data_is_told_and_not_opened(small_workbook: Workbook) -> None:
    returns = small_workbook.root / "data" / "returns.csv"
    returns.unlink()
    os.mkfifo(returns)
    with pytest.raises(DataError, match=r"data/returns.csv: the file cannot be read: it is a folder, a pipe or a device"):
        read_observations(small_workbook)


def test_data_that_may_not_be_read_is_told(small_workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> BinaryIO:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files, "open_input", refused)
    with pytest.raises(DataError) as caught:
        read_observations(small_workbook)
    told = "the file cannot be read: permission denied; give whoever builds the right to read it and to enter its folders"
    assert [line.partition(", in")[0] for line in str(caught.value).splitlines()] == [
        f"data/{name}.csv: {told}" for name in ("printed", "returns")
    ]


@pytest.mark.parametrize("text", ["1e16", "-1e16", "10000000000000000", "1e300", "1e-10", "-5e-324"])
def test_a_number_out_of_reach_is_refused_by_name(small_workbook: Workbook, text: str) -> None:
    [found] = problems(small_workbook, f"{HEADER}\nvisits,ash,2020Q1,{text},,,,\n")
    assert found.startswith(f"data/returns.csv:2: value '{text}' is out of range")


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_cells_read_in_pieces_are_the_texts_that_stand_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    # This includes texts that look like numbers, flags or missing values; blanks around texts are removed.
    path = tmp_path / "d.csv"
    path.write_text('a,b,c\n007,1.50,NA\n1e3, True ,"x, y"\n 007,,\n\n1.0,1.50,\u3000z\n12,13,14\n', "utf-8")
    monkeypatch.setattr(text, "_PIECE", rows)
    coded, plain = text.Csv(path, "d.csv").coded(), text.Csv(path, "d.csv").read()
    told = [coded.cells[column].astype(str).tolist() for column in coded.cells]
    assert told == [
        ["a", "007", "1e3", "007", "1.0", "12"],
        ["b", "1.50", "True", "", "1.50", "13"],
        ["c", "NA", "x, y", "", "z", "14"],
    ]
    assert (coded.rows.tolist(), coded.rows.tolist()) == ([1, 2, 3, 4, 6, 7], plain.rows.tolist())
    assert [[cell.strip() for cell in plain.cells[column]] for column in plain.cells] == told
