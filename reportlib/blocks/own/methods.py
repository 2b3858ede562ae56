"""What a report shows of its analyst's own, as methods of it."""

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
    """Figures, sentences and sections of an analyst's own, on one unit and in one language."""

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
        """A plotly or matplotlib figure of one's own, with heading, description, table, and that it is the analyst's own.

        Parameters
        ----------
        title, alt, subtitle, note
            A text, or one for each language: {"zh": …, "en": …}. `alt` says what the figure shows to those who cannot see it.
        data
            What it was drawn from: its table on the page, in the spreadsheet and as CSV.
        origin
            Where what it shows comes from, if it is one of ours: "published", "reported" or "synthetic".
        size
            "full" or "half" of the page's width.

        Raises
        ------
        ParameterError
            With everything that was given wrongly, a line each.
        """
        call = self._call("report.figure")
        if origin == "synthetic" and self.unit.published_only:
            call.wrong(f"origin is 'synthetic', and unit '{self.unit.id}' shows published figures only; leave the figure out")
        texts = {"title": title, "alt": alt, "subtitle": subtitle, "note": note}
        return figure.figure(fig, texts, call, data=data, origin=origin, size=size)

    def text(self, text: str | Text, /, **values: object) -> Piece:
        """Paragraphs with values in them: `report.text("{n} of them", n=1234)`; `text` may be one for each language.

        Raises
        ------
        ParameterError
            When the text and the values do not fit, or a value cannot be written in a sentence.
        """
        call = self._call("report.text")
        values_by_name = {name: self._value(name, value, call) for name, value in values.items()}
        paragraph_texts = paragraphs(call.text("text", text, needed=True), values_by_name, call)
        call.check()
        return Piece("block", str(fragment("text", self.words, paragraphs=paragraph_texts)))

    def section(self, title: str | Text, *blocks: object, lead: str | Text = "") -> Pieces:
        """A section of one's own: its heading, which stands in the contents, and pieces, figures and texts below it.

        What the cells after it show stands in it too, up to the next section. Title and lead may be given for each language.

        Raises
        ------
        ParameterError
            When there is no title, or a block is nothing that can be shown.
        """
        call = self._call("report.section")
        heading, opened = call.text("title", title, needed=True), call.text("lead", lead)
        pieces = parts_of(blocks, call)
        call.check()
        return Pieces([self._own_heading(heading, opened), *pieces])

    def _value(self, name: str, value: object, call: Call) -> object:
        """A value that is to stand in a text, as it can be written; what chooses a figure gives it here."""
        return value

    def _own_heading(self, title: str, lead: str) -> Piece:
        html = fragment("section", self.words, number="", title=title, lead=lead, counts=[])
        return Piece("section", str(html), {"id": f"own-{ids.legal(title)}", "title": title})

    def _call(self, call: str) -> Call:
        return Call(call, self.words, self.workbook.settings.languages)
