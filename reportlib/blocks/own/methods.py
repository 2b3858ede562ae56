"""The methods of a report for an analyst's own figures, texts and sections."""

from __future__ import annotations

import pandas as pd

from reportlib.blocks.chart import Chart
from reportlib.blocks.own import figure
from reportlib.blocks.own.blocks import parts_of
from reportlib.blocks.own.call import Call
from reportlib.blocks.own.sentence import paragraphs
from reportlib.blocks.pieces import Piece, Pieces, fragment
from reportlib.blocks.text import Words
from reportlib.workbook import Workbook, ids
from reportlib.workbook.documents import Text
from reportlib.workbook.units import Unit


class OwnPieces:
    """Methods for an analyst's own figures, texts and sections."""

    workbook: Workbook
    unit: Unit
    words: Words

    def figure(
        self,
        fig: object,
        *,
        title: str | Text = "",
        alt: str | Text = "",
        subtitle: str | Text = "",
        note: str | Text = "",
        data: pd.DataFrame | None = None,
        origin: str = "",
        size: str = "full",
    ) -> Chart | Piece:
        """An analyst's own plotly or matplotlib figure; the page marks it as the analyst's.

        Parameters
        ----------
        title, alt, subtitle, note
            A text, or one for each language: {"zh": …, "en": …}. `alt` describes the figure for readers who cannot see it.
        data
            The data of the figure, shown as its table on the page, in the spreadsheet and as CSV.
        origin
            The origin of the data: "published", "reported" or "synthetic"; empty for any other.
        size
            "full" or "half" of the page's width.

        Raises
        ------
        ParameterError
            When an argument is wrong; the error has a line for each problem.
        """
        call = self._call("report.figure")
        if origin == "synthetic" and self.unit.published_only:
            call.wrong(f"origin is 'synthetic', and unit '{self.unit.id}' shows published figures only; leave the figure out")
        texts = {"title": title, "alt": alt, "subtitle": subtitle, "note": note}
        return figure.figure(fig, texts, call, data=data, origin=origin, size=size)

    def text(self, text: str | Text, /, **values: object) -> Piece:
        """Paragraphs with values: `report.text("{n} of them", n=1234)`; `text` is a text, or one for each language.

        Raises
        ------
        ParameterError
            When the names in the text and the values do not match, or a value cannot be written in a sentence.
        """
        call = self._call("report.text")
        values_by_name = {name: self._value(name, value, call) for name, value in values.items()}
        paragraph_texts = paragraphs(call.text("text", text, needed=True), values_by_name, call)
        call.check()
        return Piece("block", str(fragment("text", self.words, paragraphs=paragraph_texts)))

    def section(self, title: str | Text, *blocks: object, lead: str | Text = "") -> Pieces:
        """A section: a heading, which is in the table of contents, and pieces, figures and texts below it.

        Outputs of later cells belong to the section too, up to the next one. Title and lead are texts, or one for each
        language.

        Raises
        ------
        ParameterError
            When there is no title, or a block cannot be shown.
        """
        call = self._call("report.section")
        heading, opened = call.text("title", title, needed=True), call.text("lead", lead)
        pieces = parts_of(blocks, call)
        call.check()
        return Pieces([self._own_heading(heading, opened), *pieces])

    def _value(self, name: str, value: object, call: Call) -> object:
        """The value that is written in place of a name in braces; `Report` overrides this for selections."""
        return value

    def _own_heading(self, title: str, lead: str) -> Piece:
        html = fragment("section", self.words, number="", title=title, lead=lead, counts=[])
        return Piece("section", str(html), {"id": f"own-{ids.legal(title)}", "title": title})

    def _call(self, call: str) -> Call:
        return Call(call, self.words, self.workbook.settings.languages)
