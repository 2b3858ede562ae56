from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .looking import opened, read, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARK = "park-demo-park-1-2020Q4-zh.html"
MANY = 2000
SLOWEST = 1000
"""Milliseconds; other tests run beside this one."""
SORTED = """async () => {
  const times = [], button = document.querySelector("#by-service-coverage button");
  for (let n = 0; n < 3; n += 1) {
    const start = performance.now();
    button.click();
    document.body.getBoundingClientRect();
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}"""


@pytest.fixture
def page(browser: Browser, pages: Path) -> Iterator[Page]:
    with opened(browser, pages / PARK) as (page, trouble):
        yield page
        assert trouble == []


def shown(page: Page, indicator: str) -> list[str]:
    place = "[...document.querySelectorAll('.units thead th')].findIndex(head => head.id === 'by-%s')"
    rows = "[...document.querySelectorAll('.units tbody tr')].map(row => row.cells[%s].textContent)"
    found: list[str] = page.evaluate(rows % f"({place % indicator})")
    return found


def numbers(texts: list[str]) -> list[float]:
    found = [re.search(r"\d[\d,]*(\.\d+)?", text) for text in texts]
    return [float(one[0].replace(",", "")) for one in found if one]


def said(page: Page) -> str:
    return page.locator(".units [role=status]").inner_text()


def test_a_column_sorts_and_says_so(page: Page) -> None:
    head = page.locator("#by-service-coverage")
    assert head.get_attribute("aria-sort") is None
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    found = numbers(shown(page, "service-coverage"))
    assert found == sorted(found, reverse=True) and len(found) == 50
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    found = numbers(shown(page, "service-coverage"))
    assert found == sorted(found)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") is None


def test_units_are_found_by_name_and_by_the_initials_of_their_pinyin(page: Page) -> None:
    search = page.locator(".units [name=q]")
    search.fill("E011")
    expect(page.locator(".units tbody tr")).to_have_count(1)
    assert "符合条件1家" in said(page)
    search.fill("demo-e012")  # its id
    expect(page.locator("#u-demo-e012")).to_be_visible()
    search.fill("SPJG")  # 食品加工
    names = page.locator(".units tbody th").all_text_contents()
    assert len(names) > 3 and all("食品加工" in name for name in names)
    search.fill("nobody")
    expect(page.locator(".units tbody tr")).to_have_count(0)
    assert "符合条件0家" in said(page)


def test_units_are_narrowed_down_by_attribute_size_and_verdict(page: Page) -> None:
    form = page.locator(".units form")
    form.locator("[name=of]").select_option("service-coverage")
    form.locator("[name=verdict]").select_option("worse")
    assert {text[-1] for text in shown(page, "service-coverage")} == {"◆"}
    form.locator("[name=peer_group]").select_option(label="食品加工")
    assert all("食品加工" in name for name in page.locator(".units tbody th").all_text_contents())
    form.locator("[type=reset]").click()
    expect(page.locator(".units tbody tr")).to_have_count(50)
    sizes = form.locator("[name=size] option").evaluate_all("all => all.map(one => one.value)")
    form.locator("[name=size]").select_option(sizes[1])
    assert 0 < max(numbers(page.locator(".units tbody td:nth-child(2)").all_text_contents())) <= float(sizes[1].strip(":"))


def test_what_is_chosen_stands_in_the_address(page: Page) -> None:
    page.locator("#by-training-coverage button").click()
    page.locator(".units [name=q]").fill("fzfz")
    before, told = page.locator(".units tbody th").all_text_contents(), page.url
    assert "#units?" in told and "sort=-training-coverage" in told and "q=fzfz" in told
    page.goto("about:blank")
    page.goto(told)
    assert page.locator(".units tbody th").all_text_contents() == before
    expect(page.locator("#by-training-coverage")).to_have_attribute("aria-sort", "descending")
    expect(page.locator("figure.units")).to_be_in_viewport()


def test_the_points_of_the_funnel_follow_the_table(page: Page) -> None:
    chosen = "document.querySelector('figure[data-kind=funnel] .plot').data.find(trace => trace.ids).selectedpoints"
    assert page.evaluate(chosen) is None
    page.locator(".units [name=q]").fill("spjg")
    listed = page.locator(".units tbody tr").evaluate_all("all => all.map(one => one.id.slice(2))")
    ids = "document.querySelector('figure[data-kind=funnel] .plot').data.find(trace => trace.ids)"
    kept = page.evaluate(f"{ids}.selectedpoints.map(n => {ids}.ids[n])")
    assert kept and set(kept) <= set(listed)
    page.locator(".units [name=q]").fill("")
    until(page, f"() => !{ids}.selectedpoints")


def test_a_point_of_the_funnel_says_whose_it_is_how_large_and_how_it_stands(page: Page) -> None:
    cells = "all => Object.fromEntries(all.map(row => [row.id.slice(2), [...row.cells].map(cell => cell.textContent)]))"
    rows = page.locator(".units tbody tr").evaluate_all(cells)
    for unit in ("demo-e001", "demo-e005"):
        hover = """unit => {
          const plot = document.querySelector('figure[data-kind=funnel] .plot'), at = plot.data.findIndex(trace => trace.ids);
          Plotly.Fx.hover(plot, []);
          Plotly.Fx.hover(plot, [{ curveNumber: at, pointNumber: plot.data[at].ids.indexOf(unit) }]);
        }"""
        page.evaluate(hover, unit)
        name = rows[unit][0]
        until(page, f"() => document.querySelector('figure[data-kind=funnel] .hoverlayer').textContent.startsWith('{name}')")
        told = page.locator("figure[data-kind=funnel] .hoverlayer").text_content()
        value, few, mark = re.fullmatch(r"([\d,]+)(?: \((\d+)\))?([◆●]*)", rows[unit][2]).groups()  # type: ignore[union-attr]
        assert re.fullmatch(rf"{name}  {value}分母{few or '[0-9,]+'}" + ("[▲▼] .+（[0-9.]+%）" if mark else ""), told or "")


def test_what_is_listed_is_downloaded_with_what_is_said_of_it(page: Page) -> None:
    page.locator(".units [name=q]").fill("spjg")
    listed = page.locator(".units tbody th").all_text_contents()
    with page.expect_download() as download:
        page.locator(".units [name=csv]").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"), newline="")))
    assert [row["单位"] for row in rows] == listed
    remarks = [name for name in rows[0] if name.startswith("服务覆盖率") and "备注" in name]
    loose = [row["单位"] for row in rows if remarks and "初步" in row[remarks[0]]]
    assert loose == [text[1] for text in zip(shown(page, "service-coverage"), listed, strict=True) if "*" in text[0]]
    verdicts = {row[name] for row in rows for name in row if "辖内其余单位相比" in name}
    assert verdicts <= {"", *(f"{word} {level}%" for word in ("优于", "不及", "高于", "低于") for level in ("95", "99.8"))}


def test_the_table_is_used_by_keyboard_alone(page: Page) -> None:
    page.locator(".units [name=q]").focus()
    page.keyboard.type("fzfz")
    expect(page.locator(".units tbody tr")).not_to_have_count(50)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("(e => e.closest('th') ? 'head' : e.name || e.type || e.className)(document.activeElement)"))
        if "head" in seen:
            break
    assert {"verdict", "scroll", "head"} <= seen
    page.keyboard.press("Enter")
    expect(page.locator(".units [aria-sort]")).to_have_count(1)


def test_the_small_lines_follow_the_column_of_the_indicator_that_they_show(page: Page) -> None:
    head = page.locator(".units thead th:has(+ .c-spark) button")
    before = head.evaluate("button => button.firstChild.textContent.trim()")
    (note,) = (text for text in page.locator(".units .fig-note").all_text_contents() if "走势为" in text)
    assert before and f"走势为{before}" in note


def test_without_scripts_it_is_a_plain_table_of_all_units(browser: Browser, pages: Path) -> None:
    with read(browser, pages / PARK) as page:
        assert page.locator(".units tbody tr").count() == 202
        expect(page.locator(".units table")).to_be_visible()
        expect(page.locator(".units form")).to_be_hidden()
        expect(page.locator(".units-more")).to_be_hidden()


def test_names_lead_to_the_reports_that_there_are(page: Page) -> None:
    page.locator(".units [name=q]").fill("E001")
    link = page.locator("#u-demo-e001 a")
    assert link.get_attribute("href") == "enterprise-demo-e001-2020Q4-zh.html"
    link.click()
    expect(page.locator("h1")).to_contain_text("E001")
    page.wait_for_selector("html[data-drawn]", state="attached")


def test_two_thousand_units_stay_quick(browser: Browser, pages: Path, tmp_path: Path) -> None:
    text = (pages / PARK).read_text("utf-8")
    start, end = text.index("<tbody><tr id=u-") + len("<tbody>"), text.index("</tbody>", text.index("<tbody><tr id=u-"))
    rows = re.split(r"(?=<tr id=u-)", text[start:end])[1:]
    many = [re.sub(r"id=u-[^ >]+", f"id=u-{n}", rows[n % len(rows)], count=1) for n in range(MANY)]
    beside = re.search(r'(?<= data-rows=")[^"]+', text)
    assert beside
    before = text[: beside.start()] + " ".join((beside[0].split() * MANY)[:MANY]) + text[beside.end() : start]
    (tmp_path / "many.html").write_text(before + "".join(many) + text[end:], "utf-8")
    for library in (*pages.glob("plotly*.js"), *pages.glob("report-*.*")):
        (tmp_path / library.name).symlink_to(library)
    with opened(browser, tmp_path / "many.html") as (page, trouble):
        assert f"共{MANY}家" in said(page)
        assert page.evaluate(SORTED) < SLOWEST
        assert trouble == []
