"""A page whose key has not changed would be made the same, byte for byte; and few pages are made again needlessly."""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from reportlib.analysis.comparisons import peers
from reportlib.build.runner import facts_of, handover_of
from reportlib.errors import QueryError
from reportlib.handover import VARIABLE, hand_over, lay_out, questions_of
from reportlib.page.html import render
from reportlib.plan.keys import Key
from reportlib.plan.plan import Plan, Planned, Request, make_plan
from reportlib.plan.questions import keep, recall
from reportlib.query.reads import digest_of
from reportlib.report import Report

from ..commands import command
from .changes import CHANGES, METHODS, PERIODS, Change, Given, as_csv, with_towns

pytestmark = pytest.mark.slow
ASKED = "asked"
KEY = re.compile(r'<meta name="reportlib:key" content="[^"]*">')
NEEDLESS = 0.25
"""The largest share of the due reports whose pages may turn out unchanged."""


@pytest.fixture
def given(small_folder: Path) -> Given:
    """The small workbook with more towns than a page shows, and with reports on every unit."""
    read = with_towns(Given.read(small_folder))
    entries = [{"template": level, "periods": PERIODS, "units": {"level": level}, "languages": ["zh", "en"]} for level in METHODS]
    read.files["params/reports.yaml"] = {"reports": entries}
    return read


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages show only five positions of a ranked list."""
    monkeypatch.setattr(peers.excerpt, "__defaults__", (5,))


def made(plan: Plan, report: Planned, views: Path, methods: Sequence[str]) -> str:
    """The page of a report, made as by a build but without a kernel. What the notebook asked is kept in the output folder."""
    job, output = report.job, plan.request.output
    ticket = hand_over(handover_of(report, plan, workbook_folder=str(views / ASKED)), views / secrets.token_hex(8))
    with pytest.MonkeyPatch.context() as given:
        given.setenv(VARIABLE, ticket)
        told = Report(job.template.name, unit=job.unit, period=job.period, lang=job.lang)
        cells = [new_code_cell("", outputs=list(_outputs(getattr(told, method)()))) for method in methods]
        cells.append(new_code_cell("", outputs=list(_outputs(asked(told)))))
        digest = keep(output, job.name, questions_of(ticket))
    return render(
        new_notebook(cells=cells), facts_of(report, plan).having_asked(digest), plotlyjs="beside", related=report.related
    )


def asked(report: Report) -> list[Any]:
    """Questions that an analyst adds to a report: on units beside or below the report's unit, and one over time."""
    try:
        visits, unit = report["visits"], report.unit
        others = visits.of("siblings") if unit.level == "town" else visits.each("town", within=unit.id)
        return list(report.section({"zh": "问", "en": "Asked"}, others.rank(), report["homes"].of(unit.id).trend()))
    except QueryError as refused:
        return [report.text({"zh": str(refused), "en": str(refused)})]


def _outputs(parts: list[Any]) -> Iterator[Any]:
    for part in parts:
        data, metadata = part._repr_mimebundle_()
        yield new_output("display_data", **json.loads(json.dumps({"data": data, "metadata": metadata})))


@dataclass
class Pages:
    """The pages of all reports of a workbook, with their keys."""

    plan: Plan
    pages: dict[str, str]
    keys: dict[str, str]
    """The keys of the pages, by report."""

    @classmethod
    def of(cls, given: Given, folder: Path, *, lang: str = "", earlier: Path | None = None) -> Pages:
        """Write a workbook, and make the pages of its reports; with `lang`, only of its reports in this language.

        `earlier` is the workbook of an earlier build; the questions that its reports asked are part of the keys.
        """
        workbook, request = given.write(folder), Request(output=folder / "outputs")
        if earlier:
            shutil.copytree(earlier / "outputs", folder / "outputs")
        plan = make_plan(workbook, request, today=dt.date(2021, 6, 1))
        (folder / ASKED).mkdir(mode=0o700)
        lay_out(folder / ASKED, workbook, plan.figures.snapshot.observations, plan.figures.targets)
        chosen = [report for report in plan.reports if lang in ("", report.job.lang)]
        methods = {report.job.name: given.methods[workbook.units[report.job.unit].level] for report in chosen}
        pages = {report.job.name: made(plan, report, folder, methods[report.job.name]) for report in chosen}
        told = {report.job.name: report.key if earlier else _with_asked(report.key, request.output, report) for report in chosen}
        return cls(plan, pages, {name: str(key) for name, key in told.items()})

    def told(self, name: str) -> str:
        """The HTML of a page without the fingerprints of what it was made from."""
        report = next(report for report in self.plan.reports if report.job.name == name)
        return KEY.sub("", self.pages[name]).replace(self.plan.figures.whole(report.job).digest(report.job.unit), "")


def _with_asked(key: Key, output: Path, report: Planned) -> Key:
    """The key of a report, with the fingerprint of what its notebook asked."""
    return replace(key, asked=digest_of(recall(output, report.job.name)))


@pytest.mark.parametrize("examples", [12, pytest.param(200, marks=pytest.mark.rare)])
@pytest.mark.usefixtures("little_room")
def test_a_page_whose_key_stays_would_come_out_the_same(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples: int
) -> None:
    # Each example makes pages in one language, as the other language reads the same figures; some use zh, others en.
    monkeypatch.setenv(VARIABLE, "")
    before, found = Pages.of(given, tmp_path / "before"), Counter[str]()

    @settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @hypothesis.given(
        changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=2),
        seed=st.integers(0, 10**6),
        lang=st.sampled_from(["zh", "en"]),
    )
    def holds(changes: list[Change], seed: int, lang: str) -> None:
        rng, changed = random.Random(seed), copy.deepcopy(given)
        for change in changes:
            change(changed, rng)
        folder = tmp_path / f"after-{found['examples']}"
        after = Pages.of(changed, folder, lang=lang, earlier=tmp_path / "before")
        found["examples"] += 1
        for name in before.pages.keys() & after.pages.keys():
            if before.keys[name] == after.keys[name]:
                assert before.pages[name] == after.pages[name], f"{name} would be missed"
            else:
                found.update(due=1, needless=int(before.told(name) == after.told(name)))
        shutil.rmtree(folder)

    holds()
    assert found["due"] > examples
    assert found["needless"] <= NEEDLESS * found["due"], found


def test_a_build_makes_what_is_due_and_nothing_else(given: Given, tmp_path: Path) -> None:
    given.write(tmp_path)
    first, forced = tmp_path / "outputs", tmp_path / "forced"
    asked = ["--level", "town", "--level", "region", "--period", "2020", "--lang", "en"]
    _run(tmp_path, "build", *asked)
    earlier = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in first.glob("*-en.html")}

    row = next(row for row in given.returns if (row["indicator"], row["unit"], row["period"]) == ("visits", "hazel", "2020Q4"))
    row["value"] = "29"
    (tmp_path / "data" / "returns.csv").write_text(as_csv(given.returns), "utf-8")
    due = {line.partition(":")[0] for line in _run(tmp_path, "plan", *asked).splitlines() if "-2020-en: " in line}
    _run(tmp_path, "build", *asked)
    _run(tmp_path, "build", "--force", "--output", str(forced), *asked)

    again = {name[:-5] for name, (at, _) in earlier.items() if (first / name).stat().st_mtime_ns != at}
    assert again == due and {"town-hazel-2020-en", "town-gorse-2020-en", "region-north-2020-en"} <= due
    assert not due & {"town-cedar-2020-en", "town-dale-2020-en"}, "they stand under another, among other peers"
    for name in earlier:
        assert (first / name).read_bytes() == (forced / name).read_bytes(), f"{name} is not what a build by force makes"


def _run(folder: Path, *words: str) -> str:
    done = command(*words, "--workbook", str(folder), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
