"""The nbconvert exporter `report_html`, also in JupyterLab's export menu, for a notebook that was run by hand."""

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
    """Makes the page that a build would make, with metadata from the notebook's outputs."""

    export_from_notebook = "Report (HTML)"
    plotlyjs = Enum(
        ["inside", "beside"], default_value="inside", help="where plotly.js is: packed in the page, or a file beside it"
    ).tag(config=True)

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert's own HTML exporter, the result is a text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_: object
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed report notebook, and nbconvert's resources.

        Raises
        ------
        ConversionException
            When no page can be made of the notebook.
        """
        plotlyjs: Place = "beside" if self.plotlyjs == "beside" else "inside"
        try:
            page = render(nb, Facts.of(nb), plotlyjs=plotlyjs)
        except PageError as error:
            raise ConversionException(f"cell {error.cell}: {error}" if error.cell else str(error)) from None
        return page, self._init_resources(resources)  # type: ignore[no-untyped-call]
