"""A block keeps its words through every change, and a notebook shows what its page prints."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import nbformat
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output
from nbformat import NotebookNode

from reportlib.blocks import Absence, Chart, Number, Table
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.sketch import MIME
from reportlib.blocks.sheet import rows_in
from reportlib.blocks.text.number_behind import NumberText
from reportlib.page.html import Facts, render
from reportlib.query import Book
from reportlib.workbook import Workbook

FACTS = Facts(
    name="n", title="t", lang="en", unit="ash", unit_name="Ash", level="town", period="2020Q4", template="t", status="final",
    key="", data_hash="", catalogue_version="1", code_hash="",
)  # fmt: skip


@pytest.fixture
def wb(small_workbook: Workbook) -> Book:
    return Book(small_workbook, lang="en")


@pytest.fixture
def chart(wb: Book) -> Chart:
    return wb["visits"].of("ash", "dale").trend()


@pytest.fixture
def table(wb: Book) -> Table:
    return wb.of("ash", "birch").table()


@pytest.fixture(autouse=True)
def as_a_notebook() -> Iterator[None]:
    """Run each test with an IPython shell, and with the plotly renderer that JupyterLab and a build use."""
    default = pio.renderers.default
    InteractiveShell.instance()
    pio.renderers.default = "plotly_mimetype"
    yield
    pio.renderers.default = default
    InteractiveShell.clear_instance()


def shown(*blocks: Any) -> list[NotebookNode]:
    """For each block, a cell with the outputs that a notebook stores if the block is the last line of the cell."""
    cells = []
    for block in blocks:
        with capture_output() as captured:
            display(block)
        outputs = [nbformat.v4.new_output("display_data", data=o.data, metadata=o.metadata or {}) for o in captured.outputs]
        cells.append(nbformat.v4.new_code_cell("", outputs=outputs))
    return cells


def page(*blocks: Any) -> str:
    return html.unescape(render(nbformat.v4.new_notebook(cells=shown(*blocks)), FACTS, plotlyjs="beside"))


def kept(chart: Chart) -> tuple[str, str, str, list[list[str]]]:
    """The words of a chart that every edit must keep."""
    return chart.subtitle, chart.note, chart.alt, chart.table.to_numpy().tolist()


def without_notes(figure: go.Figure) -> None:
    figure.layout.annotations = ()


class TestEdits:
    def test_a_title_is_the_chart_s_also_in_the_picture_and_on_a_page(self, chart: Chart) -> None:
        told = chart.titled("Ash <and> Dale", subtitle="as they were")
        assert (told.title, told.subtitle) == ("Ash <and> Dale", "as they were")
        assert "Ash &lt;and&gt; Dale" in told.figure.layout.title.text
        assert ">Ash <and> Dale</h3>" in page(told) and "as they were" in page(told)
        assert kept(told)[1:] == kept(chart)[1:] and chart.title == "Visits"

    def test_a_longer_title_takes_more_room_above_the_same_picture(self, chart: Chart) -> None:
        told = chart.titled("A much longer title " * 12).figure
        before = chart.figure
        assert told.layout.height - told.layout.margin.t == before.layout.height - before.layout.margin.t
        assert told.layout.margin.t > before.layout.margin.t + 30

    def test_a_title_set_in_plotly_becomes_the_chart_s(self, chart: Chart) -> None:
        told = chart.edit(lambda figure: figure.update_layout(title="Mine &amp; <b>yours</b>", height=500))
        assert told.title == "Mine & yours" and ">Mine & yours</h3>" in page(told)
        assert kept(told) == kept(chart)

    def test_whatever_plotly_can_do_is_done_and_the_words_stay(self, chart: Chart) -> None:
        def change(figure: go.Figure) -> None:
            figure.update_traces(line={"width": 5}).add_hline(y=9)
            figure.update_layout(meta={"mine": 1}, height=600)

        told = chart.edit(change)
        assert {trace.line.width for trace in told.figure.data} == {5} and len(told.figure.layout.shapes) == 1
        assert told.figure.layout.meta["mine"] == 1 and told.figure.layout.height == 600
        assert (told.title, *kept(told)) == (chart.title, *kept(chart))
        assert {trace.line.width for trace in chart.figure.data} != {5}, "the chart that was edited stays as it was"

    def test_another_figure_in_its_place_keeps_the_words_too(self, chart: Chart) -> None:
        told = chart.edit(lambda figure: go.Figure(go.Bar(x=[1, 2], y=[3, float("nan")])))
        assert told.figure.data[0].type == "bar" and (told.title, *kept(told)) == (chart.title, *kept(chart))
        assert chart.title in page(told)

    def test_made_up_figures_say_so_in_the_drawing_whatever_is_done(self, small_folder: Any) -> None:
        path = small_folder / "params" / "workbook.yaml"
        path.write_text(path.read_text("utf-8").replace("origin: reported", "origin: synthetic"), encoding="utf-8")
        units = small_folder / "params" / "units.yaml"
        units.write_text(
            units.read_text("utf-8")
            .replace("{id:", "{synthetic: true, id:")
            .replace("[{synthetic: true, ", "[{")
            .replace("{synthetic: true, id: south, from", "{id: south, from"),
            encoding="utf-8",
        )
        made_up = Book(Workbook.load(small_folder), lang="en")["visits"].of("ash", "dale").trend()
        told = made_up.edit(without_notes)
        assert [note.text for note in told.figure.layout.annotations] == ["Demonstration figures"]

    def test_what_a_title_claimed_goes_with_it(self, wb: Book) -> None:
        chart = wb["visits"].of("north").at("2020Q4").contribution()
        assert [claim.kind for claim in chart.claims] == ["change", "moved it most"]
        assert [claim.kind for claim in chart.titled("Mine").claims] == ["moved it most"]
        assert chart.half().claims == chart.claims

    def test_half_is_half_on_a_page(self, chart: Chart, table: Table) -> None:
        text = page(chart.half(), table.half())
        assert '<figure class="fig drawn half"' in text and '<div class="fig half"' in text
        assert chart.half().code.endswith(".trend().half()")


class TestShown:
    def test_a_notebook_holds_the_chart_as_it_holds_any_figure(self, chart: Chart) -> None:
        (cell,) = shown(chart)
        bundle = cell.outputs[0].data[MIME]
        assert bundle["layout"] == chart.plain["layout"] and bundle["config"]["displaylogo"] is False  # type: ignore[index]

    def test_a_page_prints_title_note_table_and_description(self, chart: Chart) -> None:
        text = page(chart)
        for said in (chart.title, chart.subtitle, chart.note, chart.alt, *chart.table["Dale"]):
            assert said in text

    def test_a_table_is_a_piece_with_the_numbers_behind_its_texts(self, table: Table) -> None:
        (cell,) = shown(table)
        assert cell.outputs[0].metadata["reportlib"]["role"] == "block"
        held = {cell for row in rows_in(cell.outputs[0].metadata["reportlib"]["sheet"]) for cell in row.cells}
        assert NumberText("33.3%", 33.3333333333) in held and '<td class="num">33.3%</td>' in cell.outputs[0].data["text/html"]
        text = page(table)
        assert "<th scope=row>Visits" in text and all(said in text for said in table.table["Birch"])

    def test_what_cannot_be_drawn_says_so_in_a_notebook_and_on_a_page(self, wb: Book, chart: Chart) -> None:
        silent = wb["fines"].of("ash").trend()
        (cell,) = shown(silent)
        assert cell.outputs[0].metadata["reportlib"] == {"role": "left-out", "why": silent.why}
        assert silent.why in html.unescape(cell.outputs[0].data["text/html"])
        text = page(chart, silent)
        assert f"Left out: {silent.why}" in text and chart.title in text

    def test_an_answer_is_shown_as_its_chart(self, wb: Book) -> None:
        ranking, change = wb["mood"].each("town").rank(), wb["visits"].each("town").change("2020Q3", "2020Q4")
        text = page(ranking, change)
        assert ranking.chart().title in text and change.chart().title in text and "Dale" in text


class TestFacts:
    def test_every_figure_is_a_fact(self, chart: Chart) -> None:
        facts = {(fact.unit, fact.period): fact for fact in chart.facts}
        assert len(facts) == 16 and facts["ash", "2020Q4"].value == 13 and facts["ash", "2020Q4"].origin == "reported"
        assert facts["dale", "2019Q1"].value is None and facts["dale", "2019Q1"].absence == "not reported"

    def test_a_group_s_says_of_how_many_it_is(self, wb: Book) -> None:
        (fact,) = wb["lending"].each("town").at("2020Q4").by("peer_group").table().facts
        assert (fact.group, fact.unit, fact.k, fact.n, fact.numerator, fact.denominator) == ("old", "", 2, 3, 55, 200)

    def test_a_table_s_cells_are_numbers_absences_and_texts(self, table: Table) -> None:
        kinds = {type(cell) for row in table.rows for cell in row}
        assert kinds == {str, Number, Absence}
        assert len(table.facts) == 14 and table.values().shape == table.table.shape


def test_the_colours_of_lines_are_known_in_the_dark_and_can_be_read() -> None:
    assert set(theme.SEVERAL) <= set(theme.DARK)
    assert min(contrast(colour, theme.PAPER) for colour in theme.SEVERAL) > 4.5
    assert min(contrast(theme.DARK[colour], theme.DARK[theme.PAPER]) for colour in theme.SEVERAL) > 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by the formula of WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
