from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from reportlib.page.html import Facts
from reportlib.plan.outcome import Outcome
from reportlib.site import failures
from reportlib.site.failures import Failed, settle
from reportlib.site.index import read_facts, write_index, write_last
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[2]
HOSTILE = "\"><script>alert('x')</script>"
FACTS = Facts(
    name="",
    title="T",
    lang="zh",
    unit="netda",
    unit_name="N",
    level="district",
    period="2020",
    template="district",
    status="final",
    key="k",
    data_hash="d",
    catalogue_version="1",
    code_hash="c",
)


FAILED = Failed(
    name="park-a-2020-zh",
    title="T",
    lang="zh",
    unit="zhuhang",
    unit_name="N",
    level="park",
    period="2020",
    template="park",
    status="final",
    cell=7,
    error="KeyError: 'x'",
    traceback="Traceback: in cell",
    rerun="python -m reportlib build --unit a",
)


def put(folder: Path, facts: Facts, **more: str) -> None:
    told = asdict(facts) | {"origins": "published", "dimensions": "", "known": "3"} | more
    head = "".join(f'<meta name="reportlib:{name}" content="{escape(str(value))}">' for name, value in told.items())
    (folder / f"{facts.name}.html").write_text(f"<html><head>{head}</head></html>", "utf-8")


def listed(index: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', index.read_text("utf-8"), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def names(index: Path) -> list[str]:
    """The reports of an index, in its order."""
    data = listed(index)
    usual = [
        "-".join((data["kinds"][row[0]][0], data["units"][row[1]][0], data["periods"][row[2]][0], data["kinds"][row[0]][1]))
        for row in data["rows"]
    ]
    return [row[6] if len(row) > 6 else name for row, name in zip(data["rows"], usual, strict=True)]


@pytest.fixture(scope="module")
def book() -> Workbook:
    return Workbook.load(ROOT)


def test_reports_are_listed_by_period_then_level_then_unit(book: Workbook, tmp_path: Path) -> None:
    for n, (period, level, unit) in enumerate(
        [("2020", "park", "shuangyi"), ("2019", "district", "netda"), ("2020", "park", "zhuhang"), ("2020", "district", "netda")]
    ):
        put(tmp_path, replace(FACTS, name=f"r{n}", period=period, level=level, unit=unit))

    index = write_index(tmp_path, book)

    assert names(index) == ["r3", "r2", "r0", "r1"]
    plain = re.findall(r'<li><a href="(r\d)\.html">', index.read_text("utf-8").partition("<noscript>")[2])
    assert plain == ["r3", "r2", "r0", "r1"], "without scripts the same list can be read"


def test_a_row_tells_unit_parent_dimensions_and_whether_there_was_any_figure(book: Workbook, tmp_path: Path) -> None:
    park = replace(FACTS, unit="zhuhang", unit_name="竹行街道", title="竹行街道产改报告", level="park", template="park")
    put(tmp_path, replace(park, name="park-zhuhang-2020-zh"), dimensions="rights-care")
    put(tmp_path, replace(park, name="park-zhuhang-2020Q4-zh", period="2020Q4"), known="0")

    data = listed(write_index(tmp_path, book))

    quarter, year = data["rows"]  # both end in December; the shorter comes first
    assert [data["periods"][row[2]][0] for row in (quarter, year)] == ["2020Q4", "2020"]
    assert (quarter[4], year[4]) == (1, 0)
    assert {data["units"][row[3]][0] for row in (quarter, year)} == {"netda"}
    told = [[data["dimensions"][n][0] for n in data["kinds"][row[0]][6]] for row in (quarter, year)]
    assert told == [[], ["rights-care"]]
    assert data["kinds"][year[0]][7] == "\x01产改报告" and ["竹行街道", "Zhuhang Sub-district"] in [u[1] for u in data["units"]]
    assert "zhjd" in next(u[3] for u in data["units"] if u[0] == "zhuhang"), "to be found by its initials"


def test_a_row_has_what_its_page_says_of_itself_and_nothing_where_that_cannot_be_read(book: Workbook, tmp_path: Path) -> None:
    said = '{"leads":[{"name":"N","text":"60%","value":60.0}],"tally":{"worse":1},"reported":[3,4],"day":"2021-01-12"}'
    odd = ["", "{", "[]", '{"leads":[{"name":"N","text":"1","value":1e999}]}', '{"day":"<script>"}', '{"reported":["a",4]}']
    for n, told in enumerate([said, *odd]):
        put(tmp_path, replace(FACTS, name=f"r{n}"), glance=told)

    data = listed(write_index(tmp_path, book))

    seen = {row[6]: row[5] for row in data["rows"]}
    assert seen["r0"] == [[[data["names"].index("N"), "60%", 60.0, ""]], [0, 0, 1, 0, 0, 0], [3, 4], "2021-01-12"]
    assert data["signs"][2] == "worse"
    assert [seen[f"r{n}"] for n in range(1, 7)] == [[]] * 6


def test_the_index_does_not_tell_how_or_when_its_pages_came_about(book: Workbook, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        put(tmp_path, replace(FACTS, name=name))
    write_last(tmp_path, [Outcome(name, "built") for name in ("a", "b", "c")])
    first, made = write_index(tmp_path, book).read_bytes(), (tmp_path / ".reportlib" / "last-build.js").read_text("utf-8")
    write_last(tmp_path, [Outcome("a", "built"), Outcome("b", "unchanged"), Outcome("c", "unchanged")])

    assert write_index(tmp_path, book).read_bytes() == first
    assert made == 'var reportlibLast = {"unchanged":[]};\n'
    assert (tmp_path / ".reportlib" / "last-build.js").read_text("utf-8") == 'var reportlibLast = {"built":["a"]};\n'


def test_pages_that_are_not_reports_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html></html>", "utf-8")
    put(tmp_path, replace(FACTS, name="r"))

    assert [facts["file"] for facts in read_facts(tmp_path)] == ["r.html"]


def test_hostile_names_are_escaped(book: Workbook, tmp_path: Path) -> None:
    put(tmp_path, replace(FACTS, name="r", title=HOSTILE, unit=HOSTILE, unit_name=HOSTILE, level=HOSTILE))
    failed = replace(FAILED, name=HOSTILE, title=HOSTILE, error=HOSTILE, traceback=HOSTILE, rerun=HOSTILE)

    text = write_index(tmp_path, book, [failed]).read_text("utf-8")

    assert HOSTILE not in text and "<script>alert" not in text
    assert "alert(" in text


def kept(folder: Path, name: str) -> None:
    """Write the notebook of a report that failed in its second cell, with the cell that papermill inserts."""
    given = new_code_cell("unit = 'a'", metadata={"tags": ["injected-parameters"]})
    error = new_output("error", ename="KeyError", evalue="'x'", traceback=["\x1b[31mKeyError\x1b[0m: 'x'"])
    cells = [new_markdown_cell("# A"), given, new_code_cell("figures['x'] # <script>", outputs=[error])]
    (folder / "failed").mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells), folder / "failed" / f"{name}.ipynb")


def test_a_report_that_failed_shows_its_error_and_links_to_its_cell(book: Workbook, tmp_path: Path) -> None:
    kept(tmp_path, "park-a-2020-zh")

    text = write_index(tmp_path, book, [replace(FAILED, cell=2)]).read_text("utf-8")

    assert "KeyError: &#39;x&#39;" in text and "Traceback: in cell" in text
    assert ">python -m reportlib build --unit a</code>" in text
    assert 'id="failed-park-a-2020-zh"' in text and 'href="failed/park-a-2020-zh.ipynb"' in text
    assert 'href="failed/park-a-2020-zh.html#cell-2"' in text
    page = (tmp_path / "failed" / "park-a-2020-zh.html").read_text("utf-8")
    assert page.count('id="cell-2"') == 1 and "figures[&#39;x&#39;] # &lt;script&gt;" in page.partition('id="cell-2"')[2]
    assert "\x1b" not in page and "python -m reportlib build --unit a" in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text + page)

    write_index(tmp_path, book)
    assert not (tmp_path / "failed" / "park-a-2020-zh.html").exists(), "what no longer fails has no such page"


def test_a_report_whose_worker_died_links_to_no_notebook(book: Workbook, tmp_path: Path) -> None:
    text = write_index(tmp_path, book, [replace(FAILED, cell=None)]).read_text("utf-8")
    assert "KeyError" in text and "failed/park-a" not in text


def test_the_page_of_an_earlier_build_can_be_opened_though_the_report_failed(book: Workbook, tmp_path: Path) -> None:
    put(tmp_path, replace(FACTS, name="park-zhuhang-2020-zh", unit="zhuhang", level="park", template="park"))
    stale = listed(write_index(tmp_path, book, [replace(FAILED, name="park-zhuhang-2020-zh")]))
    gone = listed(write_index(tmp_path, book, [FAILED]))
    assert [row[4] for row in stale["rows"]] == [3]
    assert sorted(row[4] for row in gone["rows"]) == [0, 2]


def test_what_failed_is_kept_until_it_is_made_or_its_notebook_is_removed(book: Workbook, tmp_path: Path) -> None:
    def plan(*units: str) -> Any:
        template = SimpleNamespace(name="park", title={"zh": "报告"})
        jobs = [
            SimpleNamespace(
                name=f"park-{u}-2020-zh", unit=u, lang="zh", period="2020", template=template, status="final", settings=()
            )
            for u in units
        ]
        reports = [SimpleNamespace(job=job) for job in jobs]
        return SimpleNamespace(request=SimpleNamespace(output=tmp_path), workbook=book, reports=reports)

    for unit in ("zhuhang", "shuangyi"):
        kept(tmp_path, f"park-{unit}-2020-zh")
    both = [Outcome(f"park-{unit}-2020-zh", "failed", cell=2, error="E") for unit in ("zhuhang", "shuangyi")]
    found = settle(plan("zhuhang", "shuangyi"), both)
    assert [report.name for report in found] == ["park-shuangyi-2020-zh", "park-zhuhang-2020-zh"]

    assert settle(plan(), []) == found, "a build of something else does not forget it"
    after = settle(plan("zhuhang"), [Outcome("park-zhuhang-2020-zh", "built")])
    assert [report.name for report in after] == ["park-shuangyi-2020-zh"]
    failures._notebook(tmp_path, "park-shuangyi-2020-zh").unlink()
    assert settle(plan(), []) == ()


def test_a_page_that_does_not_say_all_of_itself_is_left_out_of_the_index_and_the_others_stand_in_it(
    book: Workbook, tmp_path: Path
) -> None:
    put(tmp_path, replace(FACTS, name="district-netda-2020-zh"))
    put(tmp_path, replace(FACTS, name="odd", period="of old"))
    (tmp_path / "half.html").write_text('<meta name="reportlib:name" content="half">', "utf-8")

    assert names(write_index(tmp_path, book)) == ["district-netda-2020-zh"]


@pytest.mark.parametrize("kept", ["[]", '{"cells": 3}', '{"cells": [{"cell_type": "code", "metadata": [], "source": 1}]}', "{"])
def test_a_kept_notebook_that_is_none_has_no_page_and_ends_nothing(kept: str, book: Workbook, tmp_path: Path) -> None:
    folder = tmp_path / "failed"
    folder.mkdir()
    (folder / "park-a-2020-zh.ipynb").write_text(kept, "utf-8")

    assert names(write_index(tmp_path, book, [FAILED])) == ["park-a-2020-zh"]
    assert not list(folder.glob("*.html"))
