"""The pages of a small workbook, made in this process as a build makes them, and read as a reader reads them."""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import yaml
from bs4 import BeautifulSoup
from nbformat.v4 import new_output
from typer.testing import CliRunner

from reportlib.blocks.plot.sketch import MIME
from reportlib.blocks.text import Words
from reportlib.build.runner import facts_of, handover_of
from reportlib.cli import app
from reportlib.export.annex import annex
from reportlib.handover import VARIABLE, hand_over, lay_out
from reportlib.page.checks import Rules, check
from reportlib.page.facts import facts_of_page, text_of
from reportlib.page.grounds import Grounds
from reportlib.page.html import render
from reportlib.plan.expansion import Overrides
from reportlib.plan.plan import Plan, Planned, Request, make_plan
from reportlib.workbook import Workbook

CASES = Path(__file__).parent
TEMPLATE = CASES.parents[1] / "notebooks" / "park.ipynb"
TODAY = dt.date(2026, 1, 1)
Edits = Mapping[str, Sequence[tuple[str, str]]]


def copied(case: str, root: Path, edits: Edits | None = None, *, promises: Mapping[str, Sequence[str]] | None = None) -> Path:
    """Copy a case (a small workbook) to `root`, replace texts in it by `edits`, and add a template for each level."""
    shutil.copytree(CASES / case, root, dirs_exist_ok=True)
    for name, changes in (edits or {}).items():
        path = root / name
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text, f"{name} of {case} no longer holds {old!r}"
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
    add_templates(root, promises)
    return root


def add_templates(root: Path, promises: Mapping[str, Sequence[str]] | None = None) -> None:
    """Write a template for each level of a workbook: the project's template of parks, with `promises` in place of its own."""
    levels = yaml.safe_load((root / "params" / "workbook.yaml").read_text("utf-8"))["levels"]
    (root / "notebooks").mkdir(exist_ok=True)
    for level in (level["id"] for level in levels):
        notebook = nbformat.read(TEMPLATE, as_version=4)  # type: ignore[no-untyped-call]
        told = notebook.metadata["reportlib"]
        told["level"] = level
        told.pop("promises", None)
        if promises:
            told["promises"] = {kind: list(names) for kind, names in promises.items()}
        for cell in notebook.cells:
            cell["source"] = cell["source"].replace('Report("park"', f'Report("{level}"')
        nbformat.write(notebook, root / "notebooks" / f"{level}.ipynb")  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Page:
    """One report: its HTML, and the outputs of the notebook that it was made from."""

    name: str
    html: str
    outputs: Sequence[Any]
    annexed_by: Callable[[], bytes]
    facts: str
    """The text of the JSON file beside it."""

    @cached_property
    def sheet(self) -> bytes:
        """The page's spreadsheet, as the bytes of its file."""
        return self.annexed_by()

    @cached_property
    def text(self) -> str:
        """All text on the page that a reader can read, and the alternative texts of its pictures."""
        soup = BeautifulSoup(self.html, "html.parser")
        for hidden in soup(["style", "script"]):
            hidden.decompose()
        return squeezed(soup.body.get_text(" ")) + " " + " ".join(figure["alt"] for figure in self.figures)

    @cached_property
    def figures(self) -> list[dict[str, Any]]:
        """The records of the page's figures: kind, title, subtitle, note, alt, and table."""
        return [output["data"][MIME]["layout"]["meta"]["reportlib"] for output in self.outputs if MIME in output["data"]]

    def figure(self, kind: str, title: str = "") -> dict[str, Any]:
        """The only figure of a kind whose title begins with `title`."""
        found = [figure for figure in self.figures if figure["kind"] == kind and figure["title"].startswith(title)]
        assert len(found) == 1, (self.name, kind, title, [(figure["kind"], figure["title"]) for figure in self.figures])
        return found[0]

    def table(self, kind: str, title: str = "") -> dict[str, list[str]]:
        """The rows of a figure's table, by their first cell."""
        return {row[0]: list(row[1:]) for row in self.figure(kind, title)["table"]["rows"]}

    @cached_property
    def pieces(self) -> BeautifulSoup:
        """The HTML of all blocks of the page, parsed."""
        return BeautifulSoup("".join("".join(out["data"].get("text/html", "")) for out in self.outputs), "html.parser")

    def part(self, selector: str) -> str:
        """The text of the elements that match a CSS selector; an error if there are none."""
        found = self.pieces.select(selector)
        assert found, (self.name, selector)
        return squeezed(" ".join(tag.get_text(" ") for tag in found))

    @property
    def headline(self) -> str:
        """The sentence under the title."""
        return self.part(".headline")

    @cached_property
    def told(self) -> str:
        """Each card of the page as one sentence: name, amount, reservations and changes."""
        held = json.loads(self.facts)
        changes = {held["rows"][c["rests_on"][0]][0]: c["text"] for c in held["claims"] if c["kind"] == "change"}
        return " ".join(self._of_card(card, changes) for card in self.pieces.select("article.card"))

    def _of_card(self, card: Any, changes: Mapping[str, str]) -> str:
        parts = [squeezed(card.select_one(part).get_text(" ")) for part in (".card-label", ".card-value", ".card-remark")]
        change = changes.get(str(card["id"]).removeprefix("card-"), "")
        name = parts[0] or squeezed(card.h3.get_text(" "))
        value, remark = parts[1].replace(" %", "%"), parts[2]
        if self.name.endswith("-zh"):
            amount = value.replace(" ", "") + (f"\uff08{remark}\uff09" if remark else "")
            return f"{name}{amount}" + (f"\uff0c{change}" if change else "")
        amount = f"{value} ({remark})" if remark else value
        return f"{name}: {amount}, {change}." if change else f"{name}: {amount}."

    @property
    def standfirst(self) -> str:
        """The sentences under the headline."""
        return self.part(".standfirst")

    def card(self, indicator: str) -> str:
        return self.part(f"#card-{indicator}")

    def row(self, indicator: str) -> list[str]:
        """The texts of the cells of an indicator's row in the overview; a change has the head of its column before it."""
        row = self.pieces.select_one(f"tr#i-{indicator}")
        table = row.find_parent("table") if row is not None else None
        assert row is not None and table is not None, (self.name, indicator)
        cells, heads = row.find_all(["th", "td"]), table.select("thead th")
        texts = [squeezed(cell.get_text(" ")) for cell in cells]
        changes = [
            "c-chg" in [*(cell.get("class") or ()), *(head.get("class") or ())] for cell, head in zip(cells, heads, strict=True)
        ]
        read = zip(texts, heads, changes, strict=True)
        return [f"{squeezed(head.get_text(' '))} {text}" if text and is_change else text for text, head, is_change in read]

    @cached_property
    def units(self) -> dict[str, dict[str, str]]:
        """The table of the units below: for each unit, the printed figures by indicator."""
        table = self.pieces.select_one("figure.units table")
        assert table is not None and table.thead is not None and table.tbody is not None, self.name
        names = [str(head["id"]).removeprefix("by-") for head in table.thead.select("th[id]")]
        rows = [[squeezed(cell.get_text()) for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}

    @property
    def claims(self) -> str:
        """All texts that make claims: headline, cards, overview, and the words of its figures."""
        told = [*self.pieces.select(".headline, .standfirst, .card, tr[id^=i-]")]
        figures = [str(figure[name]) for figure in self.figures for name in ("title", "subtitle", "note", "alt", "table")]
        return squeezed(" ".join([*(tag.get_text(" ") for tag in told), *figures]))

    @property
    def quality(self) -> str:
        """The texts about returns and about findings."""
        return self.part(".dq")

    @cached_property
    def book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self.sheet))

    @property
    def annexed(self) -> list[dict[str, Any]]:
        """The rows of the spreadsheet's sheet of figures: values by the heads of their columns."""
        rows = list(self.book.worksheets[1].iter_rows(values_only=True))
        head = next(n for n, row in enumerate(rows) if row[0] in ("Indicator", "指标"))
        return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :] if row[0]]


def squeezed(text: str) -> str:
    """A text with single spaces, and none before a full stop or a comma."""
    text = " ".join(text.split())
    return text.replace(" .", ".").replace(" ,", ",")


def made(root: Path, *, period: str | None = None, units: Sequence[str] = (), folder: Path | None = None) -> dict[str, Page]:
    """By name, the pages of the reports that a workbook lists, or of those on `units`; `period` replaces the listed periods."""
    asked = Overrides.of(None, None, [period] if period else None, None, None)
    place = folder or root
    plan = make_plan(Workbook.load(root), Request(overrides=asked, output=place / "outputs"), today=TODAY)
    with tempfile.TemporaryDirectory() as laid:
        lay_out(Path(laid), plan.workbook, plan.figures.snapshot.observations, plan.figures.targets)
        return {
            report.job.name: _page(plan, report, place, laid) for report in plan.reports if not units or report.job.unit in units
        }


def _page(plan: Plan, report: Planned, place: Path, laid: str) -> Page:
    """Make a page in the same steps as a worker, but without a kernel."""
    job = report.job
    handed, view = handover_of(report, plan, workbook_folder=laid), place / "view"
    view.unlink(missing_ok=True)
    before = os.environ.get(VARIABLE, "")
    os.environ[VARIABLE] = hand_over(handed, view)
    try:
        notebook = _run(job.template.path, job.parameters)
    finally:
        os.environ[VARIABLE] = before
    facts = facts_of(report, plan)
    html = render(notebook, facts, plotlyjs="beside", related=report.related)
    grounds = Grounds(handed.view, Words(job.lang))
    check(html, plotlyjs="beside", metadata=notebook.metadata, rules=Rules(), grounds=lambda: grounds)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    sheet = partial(annex, notebook, title=facts.title, view=handed.view, words=Words(job.lang))
    return Page(job.name, html, outputs, sheet, text_of(facts_of_page(notebook, asdict(facts))))


def _run(path: Path, parameters: Mapping[str, str]) -> Any:
    """The notebook with its outputs, after all cells have run one after the other."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    names: dict[str, Any] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shown = _value(cell["source"], names)
            cell["outputs"] = list(_outputs(shown if isinstance(shown, list) else []))
            if "parameters" in cell.metadata.get("tags", ()):
                names |= parameters
    return notebook


def _value(source: str, names: dict[str, Any]) -> Any:
    """Run a cell and return the value of its last expression; None if the cell ends in a statement."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None


def _outputs(parts: Sequence[Any]) -> Iterator[Any]:
    for part in parts:
        data, metadata = part._repr_mimebundle_()
        yield new_output("display_data", **json.loads(json.dumps({"data": data, "metadata": metadata})))  # type: ignore[no-untyped-call]


def said(root: Path, command: str, *options: str, code: int) -> str:
    """The output of a command on a workbook, after a check of its exit code."""
    result = CliRunner().invoke(app, [command, "--workbook", str(root), *options])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output
