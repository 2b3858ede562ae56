"""A page that would load anything, lacks what its template promises, or is too large, is not written."""

from __future__ import annotations

from typing import Any

import pytest
from plotly.offline import get_plotlyjs

from reportlib.errors import PageError
from reportlib.page.assets import LIBRARY
from reportlib.page.checks import Rules, check, copies, external
from reportlib.workbook import Budget

FETCHED = [
    '<script src="https://x.test/a.js"></script>',
    "<script src=//x.test/a.js></script>",
    '<SCRIPT\nSRC = "HTTPS://x.test/a.js"></SCRIPT>',
    '<link rel="stylesheet" href="http://x.test/a.css">',
    '<link rel=prefetch href="\\\\x.test\\a">',
    '<img src="&#104;ttps://x.test/a.png">',
    '<img src="ht\ntps://x.test/a.png">',
    '<img alt="a > b" src="https://x.test/a.png">',
    "<img alt=a\"b src=https://x.test/a.png alt='c'>",
    '<img src="picture.png">',
    '<img srcset="data:image/png;base64,AA 1x, https://x.test/a.png 2x">',
    '<source srcset="https://x.test/a.png">',
    '<iframe src="https://x.test/"></iframe>',
    '<iframe srcdoc="&lt;img src=https://x.test/a.png&gt;"></iframe>',
    '<object data="https://x.test/a.swf"></object>',
    '<embed src="https://x.test/a.swf">',
    '<video poster="https://x.test/a.png"></video>',
    '<body background="https://x.test/a.png">',
    "<style>p { background: url(https://x.test/a.png) }</style>",
    "<style>p { background: \\75rl( 'https://x.test/a.png' ) }</style>",
    "<style>@import 'https://x.test/a.css';</style>",
    "<style>@\\69mport url(//x.test/a.css);</style>",
    '<style>p { background: image-set("https://x.test/a.png" 1x) }',
    '<p style="background:url(&quot;https://x.test/a.png&quot;)">',
    '<svg><use href="https://x.test/a.svg#b"/></svg>',
    '<svg><use xlink:href="//x.test/a.svg#b"/></svg>',
    '<svg><image href="https://x.test/a.png"/></svg>',
    '<svg><rect fill="url(https://x.test/a.svg#b)"/></svg>',
    '<svg><image><animate attributeName="href" values="#a;https://x.test/a.png"/></image></svg>',
    '<meta http-equiv="refresh" content="0; url=https://x.test/">',
    '<META HTTP-EQUIV=Refresh CONTENT="1;https://x.test/">',
    '<base href="https://x.test/">',
    '<a href="#a" ping="https://x.test/">a</a>',
]
KEPT = [
    '<a href="https://x.test/">a link to follow</a>',
    '<a class="b" href="district-x.html">another report</a>',
    '<a href="https://x.test/a.css" lang="en">@import</a>',
    '<img src="data:image/png;base64,AAAA" alt="src=https://x.test">',
    '<link rel="icon" href="data:,">',
    '<svg><use href="#mark"/><rect fill="url(#hatch)"/></svg>',
    "<style>p { background: url('data:image/png;base64,AAAA'); color: red }</style>",
    "<p>&lt;img src=https://x.test/a.png&gt; url(https://x.test/a.png)</p>",
    f'<script src="{LIBRARY}"></script>',
    '<meta http-equiv="refresh" content="60">',
    '<p title="https://x.test" data-text="http://x.test">1 < 2</p>',
]
PROMISED = {"reportlib": {"promises": {"charts": ["trend", "heat"], "indicators": ["cover", "staff"]}}}
HELD = '<figure data-kind="trend"></figure><tr id="i-cover"><article id="card-staff">'


@pytest.mark.parametrize("fragment", FETCHED)
def test_what_a_page_would_fetch_is_found(fragment: str) -> None:
    found = list(external(f"<!DOCTYPE html><p>before</p>{fragment}<p>after</p>"))

    assert len(found) == 1
    assert "put what it shows into the page itself" in found[0]


@pytest.mark.parametrize("fragment", KEPT)
def test_what_a_page_holds_or_links_to_is_left_alone(fragment: str) -> None:
    assert list(external(f"<p>before</p>{fragment}<p>after</p>")) == []


def test_a_second_plotly_is_found() -> None:
    ours = f'<script src="{LIBRARY}"></script>'

    assert list(copies(ours)) == []
    (told,) = copies(f"{ours}<script>{get_plotlyjs()}</script>")
    assert "1 more copy of plotly.js" in told


def failure(page: str, metadata: dict[str, Any], rules: Rules) -> str:
    try:
        check(page, plotlyjs="beside", metadata=metadata, rules=rules)
    except PageError as error:
        return str(error)
    return ""


def test_a_promise_that_the_page_does_not_keep_fails_by_name() -> None:
    told = failure(HELD, PROMISED, Rules())

    assert "'heat'" in told and "'trend'" not in told
    assert "'cover'" not in told and "'staff'" not in told
    assert failure(HELD + '<figure data-kind="heat">', PROMISED, Rules()) == ""


@pytest.mark.parametrize("name", ["Uvn6LCg7dVU", "rate_2.b", "罚款数", "हिन्दी"])
def test_a_promise_is_kept_by_an_indicator_of_any_id(name: str) -> None:
    promised = {"reportlib": {"promises": {"indicators": [name]}}}

    for page in (f'<tr id="i-{name}">', f"<tr id=i-{name}>", f'<tr id="card-{name}"><td>', f"<tr class=a id=p-{name}-2020Q4>"):
        assert failure(page, promised, Rules()) == ""
    assert f"'{name}', which the page lacks" in failure(f'<tr id="i-{name}x">', promised, Rules())
    assert f"'{name}', which the page lacks" in failure(f'<tr id="i-{name.swapcase()}-">', promised, Rules())


def test_promises_do_not_bind_a_page_of_published_figures_alone() -> None:
    assert failure("<p></p>", PROMISED, Rules(binding=False)) == ""


def test_promises_of_another_shape_are_told() -> None:
    told = failure("<p></p>", {"reportlib": {"promises": {"chart": ["trend"]}}}, Rules())

    assert "reportlib.promises" in told and "chart" in told


def test_all_problems_of_a_page_are_told_at_once() -> None:
    page = f'{HELD}<img src="https://x.test/a.png"><script>/* plotly.js v4.1.1 */</script>{"x" * 3000}'
    told = failure(page, PROMISED, Rules(Budget.model_validate({"page": "2 kB", "single_file": "9 MB"})))

    assert all(text in told for text in ("https://x.test/a.png", "copy of plotly.js", "'heat'", "over the 2 kB of budget.page"))


def test_a_budget_is_written_as_a_size_or_in_bytes() -> None:
    budget = Budget.model_validate({"page": "200 kB", "single_file": "2.2 MB"})

    assert (budget.page, budget.single_file) == (200_000, 2_200_000)
    assert Budget.model_validate({"page": 1234}).page == 1234
    for wrong in ("200", "200 KiB", "much", "-1 kB", 0):
        with pytest.raises(ValueError, match=r"size|greater"):
            Budget.model_validate({"page": wrong})
