from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from reportlib.plan.expansion import Overrides
from reportlib.plan.links import MAX_LINKS_BELOW, RelatedReports
from reportlib.plan.plan import Plan, Planned, Request, make_plan
from reportlib.workbook import Workbook

REPORTS = """\
reports:
  - {template: realm, periods: [2020Q4], units: [whole], languages: [en]}
  - {template: region, periods: [2020Q4], units: [north, south], languages: [en]}
  - {template: town, periods: [2020Q2, 2020Q3, 2020Q4], units: [ash], languages: [en]}
  - {template: town, periods: [2020Q3, 2020Q4], units: [birch], languages: [en, zh]}
"""


@pytest.fixture
def folder(small_folder: Path, small_notebooks: Path) -> Path:
    notebook = json.loads((small_notebooks / "town.ipynb").read_text("utf-8"))
    for level in ("realm", "region", "town"):
        notebook["metadata"]["reportlib"] = {"level": level, "title": {"zh": "报告", "en": "report"}}
        (small_notebooks / f"{level}.ipynb").write_text(json.dumps(notebook), "utf-8")
    (small_folder / "params" / "reports.yaml").write_text(REPORTS, "utf-8")
    return small_folder


def planned(folder: Path, *units: str, periods: tuple[str, ...] = (), single: bool = False) -> Plan:
    asked = Overrides.of(None, units, periods, None, None)
    request = Request(overrides=asked, output=folder / "outputs", single_file=single)
    return make_plan(Workbook.load(folder), request, today=dt.date(2021, 2, 3))


def one(plan: Plan, name: str) -> Planned:
    return next(report for report in plan.reports if report.job.name == name)


def built(plan: Plan) -> None:
    """Write a page for each report of a plan, with the key of the report in its head, as a build does."""
    plan.request.output.mkdir(exist_ok=True)
    for report in plan.reports:
        page = f'<head><meta name="reportlib:key" content="{report.key}"></head></html>'
        (plan.request.output / f"{report.job.name}.html").write_text(page, "utf-8")
        (plan.request.output / f"{report.job.name}.json").write_text("{}", "utf-8")
    plan.remember(())


def test_a_report_links_to_the_periods_beside_it_to_its_parent_and_to_other_languages(folder: Path) -> None:
    near = one(planned(folder), "town-ash-2020Q3-en").related
    assert near.before and near.after
    assert (near.before.name, near.after.name) == ("town-ash-2020Q2-en", "town-ash-2020Q4-en")
    assert (near.before.text, near.after.text) == ("second quarter of 2020", "fourth quarter of 2020")
    assert near.above == (), "nothing is listed above it in that quarter"

    last = one(planned(folder), "town-birch-2020Q4-en").related
    assert last.after is None
    assert [link.name for link in last.above] == ["realm-whole-2020Q4-en", "region-north-2020Q4-en"]
    assert [(link.name, link.text) for link in last.languages] == [("town-birch-2020Q4-zh", "中文")]


def test_a_report_links_to_those_below_it_as_the_units_stood_then(folder: Path) -> None:
    plan = planned(folder)
    assert [link.text for link in one(plan, "region-north-2020Q4-en").related.below] == ["Ash", "Birch"]
    assert [link.text for link in one(plan, "realm-whole-2020Q4-en").related.below] == ["North", "South"]
    assert one(plan, "region-south-2020Q4-en").related.below == (), "no report on the town below it is listed"


def test_too_many_below_are_left_to_the_index(folder: Path) -> None:
    with (folder / "params" / "units.yaml").open("a", encoding="utf-8") as stream:
        for n in range(MAX_LINKS_BELOW):
            stream.write(f"  - {{id: t{n}, name: {{zh: 镇{n}, en: T{n}}}, level: town, parent: north}}\n")
    workbook, plan = Workbook.load(folder), planned(folder)
    names = {f"town-t{n}-2020Q4-en" for n in range(MAX_LINKS_BELOW)}
    near = RelatedReports.of(workbook, [report.job for report in plan.reports], in_folder=names).related(
        one(plan, "region-north-2020Q4-en").job
    )
    assert near.below == () and near.narrowed == "under=north&period=2020Q4&lang=en"


def links_of(report: Planned) -> set[str]:
    near = report.related
    links = [*near.above, *near.below, *near.languages, *(link for link in (near.before, near.after) if link)]
    return {link.name for link in links} | {name for _, name in near.pages}


def test_a_part_of_the_list_links_only_to_itself_and_to_what_is_in_the_folder(folder: Path) -> None:
    request = Request(overrides=Overrides(templates=("town",)), output=folder / "outputs")
    part = make_plan(Workbook.load(folder), request, today=dt.date(2021, 2, 3))
    names = {report.job.name for report in part.reports}
    assert {report.job.template.name for report in part.reports} == {"town"}
    assert set().union(*map(links_of, part.reports)) <= names
    assert one(part, "town-birch-2020Q4-en").related.above == ()

    built(part)
    whole = planned(folder)
    due = {report.job.name: report.reasons for report in whole.due}
    assert due["town-birch-2020Q4-en"] == ("links",), "the pages above it are made now, and it links to them"
    assert due["realm-whole-2020Q4-en"] == ("new",)
    built(whole)
    again = make_plan(Workbook.load(folder), request, today=dt.date(2021, 2, 3))
    assert not again.due
    assert all(report.key == one(whole, report.job.name).key for report in again.reports), "built alone it links to them still"


def test_what_was_built_with_its_neighbours_stays_up_to_date(folder: Path) -> None:
    for asked in ((), ("birch",)):
        plan = planned(folder, *asked, periods=("2020Q3",) if asked else ())
        built(plan)
        assert not planned(folder, *asked, periods=("2020Q3",) if asked else ()).due


def test_a_page_that_appears_beside_a_report_or_a_neighbour_renamed_makes_it_due(folder: Path) -> None:
    built(planned(folder))
    (folder / "outputs" / "town-ash-2020Q1-en.html").write_text("", "utf-8")
    assert {report.job.name: report.reasons for report in planned(folder).due} == {"town-ash-2020Q2-en": ("links",)}

    (folder / "outputs" / "town-ash-2020Q1-en.html").unlink()
    (folder / "params" / "reports.yaml").write_text(REPORTS.replace("[north, south]", "[north]"), "utf-8")
    assert {report.job.name: report.reasons for report in planned(folder).due} == {}, "its page is still there to be linked to"
    (folder / "outputs" / "region-south-2020Q4-en.html").unlink()
    assert {report.job.name: report.reasons for report in planned(folder).due} == {"realm-whole-2020Q4-en": ("links",)}


def test_a_page_that_stands_alone_has_no_neighbours(folder: Path) -> None:
    plan = planned(folder, single=True)
    assert not any(report.related for report in plan.reports)
