"""`jupyter nbconvert --to report_html`, and JupyterLab's export menu: the page of a notebook that was run by hand."""

from __future__ import annotations

from typing import Any

from nbconvert import HTMLExporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from traitlets import Enum

from reportlib.errors import PageError
from reportlib.page.assets import Place
from reportlib.page.html import Facts, render


class ReportHTMLExporter(HTMLExporter):
    """The page that a build makes of the same notebook; what it says of itself the notebook tells."""

    export_from_notebook = "Report (HTML)"
    plotlyjs = Enum(
        ["inside", "beside"], default_value="inside", help="where plotly.js is: packed in the page, or a file beside it"
    ).tag(config=True)

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert's own HTML exporter, what is made is a text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_: object
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed notebook of a report, as nbconvert asks for it."""
        plotlyjs: Place = "beside" if self.plotlyjs == "beside" else "inside"
        try:
            page = render(nb, Facts.of(nb), plotlyjs=plotlyjs)
        except PageError as error:
            raise ConversionException(f"cell {error.cell}: {error}" if error.cell else str(error)) from None
        return page, self._init_resources(resources)  # type: ignore[no-untyped-call]
