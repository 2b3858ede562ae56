"""Pieces: the HTML that a notebook cell shows, with its role on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, SupportsIndex, overload

from markupsafe import Markup

from reportlib.blocks import sheet
from reportlib.blocks.sheet import Row
from reportlib.blocks.templating import Templates
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.verdicts import SIGNS
from reportlib.handover import for_a_page

Role = Literal["banner", "masthead", "cards", "section", "block", "figure", "end", "left-out"]
ENVIRONMENT = Templates("reportlib.blocks")
OPENED, CLOSED = '<div class="reportlib">', "</div>"
"""The element around a piece in a notebook, to which the rules of the style sheet apply."""
_STYLE = re.compile(r"<style data-lab>.*?</style>", re.DOTALL)
_LAB = (
    "article,aside,caption,dd,details,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,header,hr,li,ol,p,pre,section,summary,"
    "table,tbody,td,tfoot,th,thead,tr,ul"
)
"""The elements that JupyterLab styles itself, differently from a page."""
_NARROW = "&{overflow-x:auto}.spine-t{min-width:60rem}"
"""Rules for a notebook's narrow output, which media queries do not detect because they test the width of the window."""
_DARK = '[data-jp-theme-light="false"]'


@dataclass(frozen=True)
class Piece:
    """A part of a page.

    `role` determines its position, `facts` is metadata for the page, `rows` are its rows for a spreadsheet. A piece without
    tables needs no rows: its texts are read from its HTML.
    """

    role: Role
    html: str
    facts: dict[str, Any] = field(default_factory=dict)
    rows: Sequence[Row] = ()

    def _repr_mimebundle_(self, *, styled: bool = True, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        style = lab_style() if styled and not for_a_page() else ""
        rows = {"sheet": sheet.rows_as_json(self.rows)} if self.rows else {}
        return {"text/html": f"{style}{OPENED}{self.html}{CLOSED}"}, {"reportlib": {"role": self.role, **self.facts, **rows}}


@lru_cache(maxsize=1)
def sign_shapes() -> dict[str, str]:
    """The SVG of each verdict's sign, by the name of the sign."""
    shape: Callable[[str], str] = vars(ENVIRONMENT.get_template("macros.html.j2").module)["shape"]
    return {sign: shape(sign).strip() for sign in SIGNS}


def bare(html: str) -> str:
    """The HTML for a page: without the style sheet for JupyterLab and the element around the piece."""
    return _STYLE.sub("", html, count=1).removeprefix(OPENED).removesuffix(CLOSED)


@dataclass(frozen=True)
class Listed:
    """A row of a table; its first cell is a name."""

    cells: Sequence[str | NumberText]
    origin: str = ""
    id: str = ""


@dataclass(frozen=True)
class Picture(Piece):
    """A figure as SVG, not drawn by plotly; `facts` contains its record (see `plot.caption`)."""

    svg: str = ""

    def _repr_mimebundle_(self, *, styled: bool = True, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, facts = super()._repr_mimebundle_(styled=styled)
        return bundle | {"image/svg+xml": self.svg}, facts


class Pieces(list[Any]):
    """A list of pieces and blocks; as the last value of a cell it shows them one after the other."""

    def __init__(self, parts: Iterable[Any] = ()) -> None:
        super().__init__(part for part in parts if part is not None)

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Any: ...
    @overload
    def __getitem__(self, index: slice, /) -> Pieces: ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> Any:
        """One piece; for a slice, `Pieces` again."""
        return Pieces(super().__getitem__(index)) if isinstance(index, slice) else super().__getitem__(index)

    def __add__(self, others: Iterable[Any], /) -> Pieces:
        return Pieces([*self, *others])

    def _ipython_display_(self) -> None:
        from IPython.display import display  # noqa: PLC0415 where there is a notebook it is loaded; builds do without

        styled = False
        for part in self:
            if styled and isinstance(part, Piece):  # only the first brings the style sheet
                data, metadata = part._repr_mimebundle_(styled=False)
                display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]
            else:
                display(part)  # type: ignore[no-untyped-call]
                styled = styled or isinstance(part, Piece)


def fragment(template: str, words: Words, **values: object) -> Markup:
    """An HTML fragment from a template of this package; values are escaped."""
    return Markup(ENVIRONMENT.fill(template, words=words, **values))


def left_out(why: str, words: Words) -> Piece:
    """The sentence that says why a block is not shown."""
    return Piece("left-out", str(fragment("remark", words, text=words("block.why.lead", why=why))), {"why": why})


def listed(
    words: Words,
    *,
    title: str,
    columns: Sequence[tuple[str, bool]],
    rows: Sequence[Listed],
    facts: Mapping[str, Any],
    size: str = "full",
    subtitle: str = "",
    note: str = "",
    fold: str = "",
    labelled: bool = False,
) -> Piece:
    """A table as a piece.

    Parameters
    ----------
    columns
        The heading of each column, and whether the column has numbers (it is then aligned right).
    size
        The table's width on a page: “full” or “half”.
    fold
        The summary that opens the folded table; empty for a table that is not folded.
    labelled
        Whether each cell also contains its column's heading. The style sheet shows it on a phone, where rows are too wide.
    """
    heads = [{"name": name, "number": number} for name, number in columns]
    texts = {"size": size, "title": title, "subtitle": subtitle, "note": note, "fold": fold}
    html = fragment("table", words, **texts, columns=heads, rows=rows, labelled=labelled)
    first, *names = (name for name, _ in columns)
    numbers = [number for _, number in columns]
    data = []
    for row in rows:
        cell, *others = (sheet.as_number(one) if number else one for one, number in zip(row.cells, numbers, strict=True))
        data.append(Row.of([cell, sheet.origin_name(row.origin, words), *others], "data"))
    table = sheet.table([first, sheet.beside(first, "origin", words), *names], data)
    return Piece("block", str(html), dict(facts), [Row.of([title], "title"), *sheet.lines(subtitle), *table, *sheet.lines(note)])


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The style sheet of a report page, without comments and needless spaces."""
    text = files("reportlib.blocks.templates").joinpath("report.css").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}").strip()
    return re.sub(r"(?<=[:( ,])0\.(?=\d)", ".", re.sub(r"(?<=[a-z0-9]): ", ":", text))


@lru_cache(maxsize=1)
def lab_style() -> Markup:
    """The style sheet for our pieces in JupyterLab, dark if JupyterLab is.

    plotly draws figures in light colours without a background; a filter inverts them in a dark JupyterLab.
    """
    dark = re.compile(r"@media screen and \(prefers-color-scheme:dark\)\{:root\{(.*?)\}\}")
    text = re.sub(r"@page\{(?:[^{}]|\{[^{}]*\})*\}|(?<![-\w.#])html\{[^{}]*\}", "", stylesheet())
    text = dark.sub(rf"{_DARK} &{{\1}}", text)
    text = re.sub(r"(?<![-\w.#])body(?=[{,])|:root", "&", text)
    ours = ".reportlib" * 3  # more classes than in any selector of JupyterLab
    turned = f"{_DARK} .js-plotly-plot .main-svg[style*='rgba(0, 0, 0, 0)']{{filter:invert(.92) hue-rotate(180deg)}}"
    return Markup(f"<style data-lab>{ours}{{:where({_LAB}){{all:revert}}{text}{_NARROW}}}{turned}</style>")
