"""Why reports are due, and what a plan need not read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportlib.errors import ParameterError
from reportlib.plan import plan as due
from reportlib.plan.expansion import Overrides
from reportlib.plan.keys import Key
from reportlib.plan.plan import Plan, Request, make_plan
from reportlib.workbook import Workbook

TODAY = dt.date(2021, 2, 3)
ASH = "town-ash-2020-en"


def planned(folder: Path, **request: object) -> Plan:
    return make_plan(Workbook.load(folder), Request(output=folder / "outputs", **request), today=TODAY)  # type: ignore[arg-type]


def built(folder: Path) -> Plan:
    """A plan, after writing a page for each of its reports, with the key of the report in the head."""
    plan = planned(folder)
    plan.request.output.mkdir(exist_ok=True)
    for report in plan.reports:
        page = f'<head><meta name="reportlib:key" content="{report.key}"></head></html>'
        (plan.request.output / f"{report.job.name}.html").write_text(page, "utf-8")
        (plan.request.output / f"{report.job.name}.json").write_text("{}", "utf-8")
    plan.remember(())
    return plan


def why(folder: Path, **request: object) -> dict[str, tuple[str, ...]]:
    return {report.job.name: report.reasons for report in planned(folder, **request).due}


@pytest.fixture
def folder(small_folder: Path, small_notebooks: Path) -> Path:
    notebook = json.loads((small_notebooks / "town.ipynb").read_text("utf-8"))
    notebook["metadata"]["reportlib"] = {"level": "town", "title": {"zh": "镇报", "en": "Report"}}
    (small_notebooks / "town.ipynb").write_text(json.dumps(notebook), "utf-8")
    built(small_folder)
    return small_folder


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), "utf-8")


def test_what_was_built_is_up_to_date(folder: Path) -> None:
    plan = planned(folder)
    assert not plan.due and len(plan.reports) == 8
    assert not plan.complete, "the index is missing"
    plan.index.write_text("", "utf-8")
    assert planned(folder).complete


def test_a_page_that_is_missing_or_of_an_older_version_is_new(folder: Path) -> None:
    (folder / "outputs" / f"{ASH}.html").unlink()
    (folder / "outputs" / "town-dale-2020-zh.html").write_text('<meta name="reportlib:key" content="1a2b3c">', "utf-8")
    assert why(folder) == {ASH: ("new",), "town-dale-2020-zh": ("new",)}


CHANGES: dict[str, tuple[Callable[[Path], None], dict[str, tuple[str, ...]]]] = {
    "own figure, which moves the parent's": (
        lambda f: rewrite(f / "data/returns.csv", "visits,cedar,2020Q2,6,", "visits,cedar,2020Q2,7,"),
        {"cedar": ("own_figures", "other_figures"), "dale": ("other_figures",)},
    ),
    "own target": (
        lambda f: rewrite(f / "params/targets.csv", "homes,ash,2020,105", "homes,ash,2020,106"),
        {"ash": ("own_figures",)},
    ),
    "target of a period not told of": (
        lambda f: rewrite(f / "params/targets.csv", "homes,ash,2020,105\n", "homes,ash,2020,105\nhomes,whole,2020,1\n"),
        {},
    ),
    "name of one unit, that others are ranked with or stand under": (
        lambda f: rewrite(f / "params/units.yaml", "zh: 南区, en: South", "zh: 南区, en: The South"),
        {"cedar": ("catalogue",), "dale": ("catalogue",)},
    ),
    "note of an indicator": (
        lambda f: rewrite(f / "params/catalogue.yaml", "en: Survey.", "en: A survey."),
        dict.fromkeys(("ash", "birch", "cedar", "dale"), ("catalogue",)),
    ),
    "version of the catalogue": (
        lambda f: rewrite(f / "params/catalogue.yaml", 'version: "1"', 'version: "2"'),
        dict.fromkeys(("ash", "birch", "cedar", "dale"), ("catalogue",)),
    ),
    "template": (
        lambda f: rewrite(f / "notebooks/town.ipynb", "print(unit, period, lang)", "print(unit)"),
        dict.fromkeys(("ash", "birch", "cedar", "dale"), ("template",)),
    ),
    "status": (
        lambda f: rewrite(f / "params/reports.yaml", "languages: [zh, en]}", "languages: [zh, en], status: draft}"),
        dict.fromkeys(("ash", "birch", "cedar", "dale"), ("parameters",)),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_why_a_report_is_due(folder: Path, change: str) -> None:
    apply, expected = CHANGES[change]
    apply(folder)
    assert why(folder) == {f"town-{unit}-2020-{lang}": reasons for unit, reasons in expected.items() for lang in ("zh", "en")}


def saved(notebook: dict[str, Any]) -> None:
    """Change in a notebook what JupyterLab and VS Code rewrite at each save."""
    notebook["metadata"] |= {"kernelspec": {"name": "mine", "display_name": "Mine"}, "language_info": {"version": "3.99"}}
    notebook["metadata"]["vscode"] = {"interpreter": {"hash": "0"}}
    notebook["nbformat_minor"] = 4
    for n, cell in enumerate(notebook["cells"]):
        cell |= {"id": f"new-{n}", "execution_count": n, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
        cell["metadata"] |= {"collapsed": True, "scrolled": True, "execution": {"iopub.execute_input": "2020"}}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": [], "outputs": [], "execution_count": None})


def prose(notebook: dict[str, Any]) -> None:
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "More."})


def tag(notebook: dict[str, Any]) -> None:
    notebook["cells"][1]["metadata"]["tags"] = ["private"]


def code(notebook: dict[str, Any]) -> None:
    notebook["cells"][1]["source"] = "".join(notebook["cells"][1]["source"]) + "  # so"


def order(notebook: dict[str, Any]) -> None:
    notebook["cells"].reverse()


def title(notebook: dict[str, Any]) -> None:
    notebook["metadata"]["reportlib"]["title"]["en"] = "Otherwise"


def change(folder: Path, how: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "notebooks" / "town.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    how(notebook)
    path.write_text(json.dumps(notebook, indent=1), "utf-8")


def test_running_and_saving_a_template_makes_nothing_due_and_reads_no_figure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, saved)
    monkeypatch.setattr(due.Figures, "read", lambda _: pytest.fail("nothing that is read has changed"))
    assert why(folder) == {}


@pytest.mark.parametrize("how", [prose, tag, code, order, title])
def test_what_a_template_says_makes_its_reports_due(how: Callable[[dict[str, Any]], None], folder: Path) -> None:
    change(folder, how)
    assert len(why(folder)) == 8 and set(why(folder).values()) == {("template",)}


def test_words_about_one_report_concern_no_other(folder: Path) -> None:
    commentary = folder / "params" / "commentary" / f"{ASH}.md"
    commentary.parent.mkdir()
    commentary.write_text("A good year.", "utf-8")
    assert why(folder) == {ASH: ("words",)}
    correction = "corrections:\n  - {report: town-dale-2020-zh, date: '2021-01-01', text: {zh: 更正, en: Put right}}\n"
    with (folder / "params" / "reports.yaml").open("a", encoding="utf-8") as stream:
        stream.write(correction)
    assert why(folder) == {ASH: ("words",), "town-dale-2020-zh": ("words",)}


def test_packages_code_and_kind_of_page_concern_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(why(folder, single_file=True).values()) == {("parameters", "links")}, "a page that stands alone links to none"
    assert set(why(folder, force=True).values()) == {("forced",)}
    monkeypatch.setattr("reportlib.workbook.provenance.code_hash", lambda: "another")
    monkeypatch.setattr("reportlib.workbook.provenance.packages", lambda: "pandas 0.0")
    assert set(why(folder).values()) == {("code", "packages")}


def test_figures_are_not_read_where_nothing_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("reportlib.plan.keys.read_coded", unreadable)
    assert not planned(folder).due
    assert [r.job.name for r in planned(folder, overrides=Overrides(units=("ash",), languages=("en",))).reports] == [ASH]
    rewrite(folder / "data/returns.csv", "visits,ash,2020Q4,13", "visits,ash,2020Q4,14")
    with pytest.raises(AssertionError, match="read again"):
        planned(folder)


def test_a_memory_that_cannot_be_read_is_none(folder: Path) -> None:
    path = folder / "outputs" / due.OWN_FOLDER / "plan.json"
    for text in ("", "[]", "{}", json.dumps({"inputs": {}, "reach": [], "keys": []})):
        path.write_text(text, "utf-8")
        assert not planned(folder).due


def test_all_problems_are_told_at_once(folder: Path) -> None:
    rewrite(folder / "data/returns.csv", "visits,ash,2020Q4,13", "visits,ash,2020Q4,many")
    rewrite(folder / "params/targets.csv", "homes,ash,2020,105", "homes,nobody,2020,105")
    rewrite(folder / "params/reports.yaml", "template: town", "template: twon")
    with pytest.raises(ParameterError) as told:
        planned(folder)
    assert [problem.file for problem in told.value.problems] == ["data/returns.csv", "params/targets.csv", "params/reports.yaml"]


def test_a_key_is_read_as_it_is_written() -> None:
    key = Key("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
    assert Key.parse(str(key)) == key and Key.parse("parameters=a") is None and Key.parse("") is None
