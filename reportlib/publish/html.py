"""An executed notebook as one HTML page that asks the network for nothing."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import plotly
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from plotly.offline import get_plotlyjs

from reportlib.display import theme
from reportlib.display.figures.sketch import MIME as PLOTLY
from reportlib.display.pieces import stylesheet
from reportlib.display.text import Words
from reportlib.publish.links import Near

LIBRARY = f"plotly-{plotly.__version__}.min.js"
"""The name of the one copy of plotly.js that a build keeps beside its reports."""
_MARK = re.compile(r"<!--reportlib:(\d+)-->")
_ENVIRONMENT = Environment(
    loader=ChoiceLoader([PackageLoader("reportlib.publish"), PackageLoader("reportlib.display")]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Facts:
    """What a page says of itself in its head, so that an index, or a program in years to come, can read it."""

    name: str
    title: str
    lang: str
    unit: str
    unit_name: str
    level: str
    period: str
    template: str
    status: str
    key: str
    data_hash: str
    catalogue_version: str
    code_hash: str
    packages: str = ""
    origins: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    known: str = ""
    """How many figures of the period it knows."""


@dataclass
class _Page:
    """A page while it is put together from what the cells show, in their order."""

    words: Words
    index: bool
    near: Near = field(default_factory=Near)
    sections: list[dict[str, str]] = field(default_factory=list)
    opening: list[str] = field(default_factory=list)
    main: list[str] = field(default_factory=list)
    end: list[str] = field(default_factory=list)
    banner: str = ""
    origins: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    known: str = ""
    figures: int = 0

    def add(self, html: str, facts: dict[str, Any]) -> None:
        """Put a fragment where its role says."""
        match facts.get("role"):
            case "banner":
                self.banner, self.origins = (
                    re.sub(r"<style data-lab>.*?</style>", "", html, flags=re.DOTALL),
                    tuple(facts["origins"]),
                )
                self.dimensions, self.known = tuple(facts.get("dimensions", ())), str(facts.get("known", ""))
            case "masthead" | "cards":
                self.opening.append(html)
            case "section":
                self.main.append("</div></section>" if self.sections else "")
                self.sections.append({"id": str(facts["id"]), "title": str(facts["title"])})
                self.main.append(f'<section id="{facts["id"]}">{html}<div class="grid-12">')
            case "end":
                self.end.append(html)
            case _:
                (self.main if self.sections else self.opening).append(html)

    def body(self) -> Markup:
        """Banner, opening, contents, sections and end, closed where they were opened."""
        contents = _fill("contents", words=self.words, sections=self.sections, back=self.index) if self.sections else ""
        near = _fill("near", words=self.words, near=self.near) if self.near else ""
        closing = "</div></section>" if self.sections else ""
        main = f'<main id="main">{"".join(self.main)}{closing}</main>'
        return Markup(f'{self.banner}<div class="page">{near}{"".join(self.opening)}{contents}{main}{"".join(self.end)}</div>')


class ReportExporter(HTMLExporter):
    """nbconvert's HTML exporter, showing what cells show and nothing of how: no code, no prompts, no script from elsewhere."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_name="reportlib",
            extra_template_basedirs=[str(Path(str(files("reportlib.publish").joinpath("templates"))))],
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            exclude_markdown=True,
            mathjax_url="",
            require_js_url="",
            jquery_url="",
            mermaid_js_url="",
            # Of nbconvert's own steps only this one changes what a page shows, and once is enough to check the notebook.
            default_preprocessors=[CoalesceStreamsPreprocessor],
            optimistic_validation=True,
            **settings,
        )


@lru_cache(maxsize=1)
def _exporter() -> ReportExporter:
    return ReportExporter()


def render(notebook: NotebookNode, facts: Facts, *, plotlyjs: Literal["beside", "inside"], near: Near | None = None) -> str:
    """The page of an executed report notebook.

    Parameters
    ----------
    notebook
        As executed; it is not changed.
    facts
        What the page says of itself; its origins are taken from the notebook.
    plotlyjs
        "beside": the page loads `LIBRARY` from its own folder; "inside": it holds a copy, and stands alone.
    near
        The reports beside it, which it links to.
    """
    words = Words(facts.lang)
    page = _Page(words, index=plotlyjs == "beside", near=near or Near())
    for piece in _shown(notebook):
        if isinstance(piece, str):
            page.add(piece, {})
        elif PLOTLY in piece["data"]:
            page.figures += 1
            page.add(_figure(piece["data"][PLOTLY], page.figures, words), {})
        else:
            page.add("".join(piece["data"]["text/html"]), piece["metadata"]["reportlib"])
    return _document(page, facts, plotlyjs)


def _document(page: _Page, facts: Facts, plotlyjs: str) -> str:
    words = page.words
    told = {"origins": " ".join(page.origins), "dimensions": " ".join(page.dimensions), "known": page.known}
    head = asdict(facts) | told
    return _fill(
        "page",
        words=words,
        facts=facts,
        facts_meta=head,
        period=words.period(facts.period),
        mark=words("origin.synthetic.name") if "synthetic" in page.origins else "",
        style=Markup(stylesheet()),
        library_src=LIBRARY if plotlyjs == "beside" and page.figures else "",
        library=_inline_library() if plotlyjs == "inside" and page.figures else "",
        body=page.body(),
        figures=page.figures,
        look=_json({"template": theme.LOOK, "config": theme.CONFIG}),
        boot=Markup(files("reportlib.publish").joinpath("templates/boot.js").read_text("utf-8")),
        copies=Markup(files("reportlib.publish").joinpath("templates/copies.js").read_text("utf-8")),
    )


def _fill(template: str, **values: object) -> str:
    return _ENVIRONMENT.get_template(f"{template}.html.j2").render(**values)


@lru_cache(maxsize=1)
def _inline_library() -> Markup:
    return Markup(get_plotlyjs().replace("</script", "<\\/script"))


def _shown(notebook: NotebookNode) -> Iterator[str | dict[str, Any]]:
    """What the cells show, in their order: outputs that are ours or a figure's as they are, any others as HTML."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    if all(map(_is_ours, outputs)):
        return iter(outputs)
    slim, taken = _taken_out(notebook)
    body, _ = _exporter().from_notebook_node(slim)
    return _in_order(body, taken)


def _is_ours(output: NotebookNode) -> bool:
    return PLOTLY in output.get("data", {}) or "reportlib" in output.get("metadata", {})


def _taken_out(notebook: NotebookNode) -> tuple[NotebookNode, list[dict[str, Any]]]:
    """The notebook with a mark in place of each output that is ours or a figure's, and those outputs."""
    taken: list[dict[str, Any]] = []
    cells = []
    for cell in notebook.cells:
        cell = copy.copy(cell)
        if cell.cell_type == "code":
            cell["outputs"] = [_marked(output, taken) for output in cell.outputs]
        cells.append(cell)
    slim = copy.copy(notebook)
    slim["cells"] = cells
    return slim, taken


def _marked(output: NotebookNode, taken: list[dict[str, Any]]) -> NotebookNode:
    if not _is_ours(output):
        return output
    taken.append(output)
    marked = copy.copy(output)
    marked["data"] = NotebookNode({"text/html": f"<!--reportlib:{len(taken) - 1}-->"})  # type: ignore[no-untyped-call]
    return marked


def _in_order(body: str, outputs: list[dict[str, Any]]) -> Iterator[str | dict[str, Any]]:
    """What stood between the marks, and the outputs that the marks stand for."""
    for n, part in enumerate(_MARK.split(body)):
        if n % 2:
            yield outputs[int(part)]
        elif part.strip():
            yield part


def _figure(plot: dict[str, Any], number: int, words: Words) -> str:
    """A figure with its words as HTML around it; the picture keeps neither title nor the room for one."""
    layout = dict(plot["layout"])
    record = (layout.pop("meta", None) or {}).get("reportlib", {})
    height = layout.pop("height", 450)
    layout.pop("template", None)
    if record:
        layout.pop("title", None)
        margin = dict(layout.get("margin") or {})
        height -= margin.get("t", 0)
        layout["margin"] = margin | {"t": 0}
    layout |= {"height": height, "autosize": True}
    shown = {"title": "", "subtitle": "", "origin": "", "note": "", "kind": "", "size": "full", "alt": "", "min_width": 0}
    shown |= {"table": {"columns": [], "rows": []}} | record
    return _fill(
        "figure", words=words, record=shown, number=number, height=height, json=_json({"data": plot["data"], "layout": layout})
    )


def _json(value: object) -> Markup:
    """JSON that can stand in a script element: nothing in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
