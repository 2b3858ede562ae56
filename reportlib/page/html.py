"""Make one HTML page of an executed notebook; the page sends no requests to the network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from html import unescape
from itertools import chain, count
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from nbformat import NotebookNode

from reportlib.blocks.markdown import to_html
from reportlib.blocks.pieces import bare, stylesheet
from reportlib.blocks.plot.caption import record_of
from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.blocks.text import Words
from reportlib.data.table import ORIGINS
from reportlib.errors import PageError
from reportlib.page.assets import BOOT, LIBRARY, START, Place, inside, library, own, policy, shared_files
from reportlib.page.facts import facts_of_page, text_of
from reportlib.page.figures import Pictures
from reportlib.page.losses import check_shown
from reportlib.page.outputs import page_outputs
from reportlib.page.published import PROSE, TEXT
from reportlib.page.remarks import SharedRemarks
from reportlib.page.templating import fill
from reportlib.page.trimming import drawn_by_script, linked_to_methods, without_hiding, without_seals
from reportlib.plan.links import Related

__all__ = ["PLOTLY", "Facts", "render"]

_ENDS = re.compile(
    r"</(?:td|th|tr|li|dt|dd)>|</p>(?=\s*</?(?:p|div|ul|dl|section|table|details|figcaption)\b)|\n+(?=<(?:td|tr|tbody|details)\b)"
)
"""End tags and line breaks that HTML allows to omit."""
_ASKED = re.compile(r" asked=\S*$")
"""The last part of a key, the fingerprint of the notebook's questions."""
_END_OF_BANNER = re.compile(r"(?=\s*</div>\s*</aside>)")
_SCOPE = re.compile(r' scope="col"(?=[ >])')
"""The attribute `scope="col"`, which browsers assume for a head in a row of heads."""
_QUOTED = re.compile(r'="([\w.%#-]+)"(?=[ >])')
"""Attributes that need no quotation marks. Texts never match, as quotation marks in them are escaped."""

_UNIT = re.compile(r'(<tr id="u-([^"]+)"[^>]*><th>)(.*?)(?=</th>)')
"""A row of the table of units: its beginning, the unit's id, and the unit's name."""


@dataclass(frozen=True)
class Facts:
    """The metadata in the head of a page, for the index and for programs that read pages."""

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
    """How many figures of the period the page has."""
    settings: str = ""
    """The values of the template's parameters that are not the defaults, as JSON; empty if there are none."""

    def having_asked(self, fingerprint: str) -> Facts:
        """The metadata, with this fingerprint of the notebook's questions and answers in the key."""
        return replace(self, key=_ASKED.sub(f" asked={fingerprint}", self.key))

    @classmethod
    def of(cls, notebook: NotebookNode) -> Facts:
        """The page's metadata from an executed notebook; the key is empty, because only a build knows it.

        Raises
        ------
        PageError
            When no cell shows the opening of a report.
        """
        outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
        page_facts = [output.get("metadata", {}).get("reportlib", {}).get("page") for output in outputs]
        if not any(page_facts):
            raise PageError("no cell of this notebook shows the opening of a report; run all of its cells, then export it")
        return cls(**{"key": ""} | next(filter(None, page_facts)))


@dataclass
class _Page:
    """A page under construction: the outputs of cells are added in order."""

    words: Words
    pictures: Pictures
    index: bool
    unit_name: str = ""
    """The name of the page's unit."""
    related: Related = field(default_factory=Related)
    sections: list[dict[str, str]] = field(default_factory=list)
    opening: list[str] = field(default_factory=list)
    main: list[str] = field(default_factory=list)
    end: list[str] = field(default_factory=list)
    closing: str = ""
    banner: str = ""
    origins: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    known_count: str = ""
    units: bool = False
    """Whether the page has the table of units, which needs a script."""
    glance: str = ""
    """What the index shows of the page (see `reportlib.blocks.sections.glance`)."""

    def add(self, html: str, facts: dict[str, Any]) -> None:
        match facts.get("role"):
            case "banner":
                self.banner, self.origins = html, tuple(facts["origins"])
                self.dimensions, self.known_count = tuple(facts.get("dimensions", ())), str(facts.get("known", ""))
            case "masthead" | "cards":
                self.opening.append(html)
                self.glance = str(facts.get("glance", self.glance))
            case "section":
                self._begin(html, self._free(str(facts["id"])), str(facts["title"]), folded=bool(facts.get("folded")))
            case "end":
                self.end.append(html)
            case _:
                (self.main if self.sections else self.opening).append(html)

    @property
    def section(self) -> str:
        return self.sections[-1]["id"] if self.sections else ""

    def linked(self, html: str, facts: dict[str, Any]) -> str:
        if not facts.get("units"):
            return html
        self.units, names = True, dict(self.related.pages)
        self.pictures.units = {unit: unescape(name) for _, unit, name in _UNIT.findall(html)}
        return _UNIT.sub(lambda row: f"{row[1]}{_link(names.get(row[2], ''), row[3])}", html)

    def _begin(self, head: str, anchor: str, title: str, *, folded: bool) -> None:
        """Begin a section; a folded one opens at a click on its heading, and is not in the page's table of contents."""
        self.main.append(self.closing)
        self.sections.append({"id": anchor, "title": title, "folded": "folded" if folded else ""})
        if folded:
            self.main.append(f'<section id="{anchor}" class="folded"><details><summary>{head}</summary><div class="grid-12">')
        else:
            self.main.append(f'<section id="{anchor}">{head}<div class="grid-12">')
        self.closing = "</div></details></section>" if folded else "</div></section>"

    def _free(self, wanted: str) -> str:
        ids_used = {section["id"] for section in self.sections}
        return next(name for name in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if name not in ids_used)

    def add_prose(self, text: str) -> None:
        """Add the text of a Markdown cell, with its headings below that of the section."""
        self.add(f'<div class="fig full prose">{to_html(text, top=3 if self.sections else 2)}</div>', {})

    def _remarks(self) -> str:
        foot = self.pictures.remarks.foot
        return _dense(fill("remarks", words=self.words, table=foot)) if foot.rows else ""

    def body(self) -> Markup:
        listed = [section for section in self.sections if not section["folded"]]
        contents = fill("contents", words=self.words, sections=listed, back=self.index) if self.sections else ""
        related_html = fill("related", words=self.words, related=self.related, unit_name=self.unit_name) if self.index else ""
        main = linked_to_methods(f'<main id="main">{"".join(self.main)}{self._remarks()}{self.closing}</main>')
        note = fill("own", words=self.words) if self.pictures.own else ""
        banner = _END_OF_BANNER.sub(note, self.banner, count=1)
        html = f'{banner}<div class="page">{related_html}{"".join(self.opening)}{contents}{main}{"".join(self.end)}</div>'
        sealed = without_seals(html, self.origins[-1] if self.origins else "")
        return Markup(without_hiding(drawn_by_script(sealed)))


def render(notebook: NotebookNode, facts: Facts, *, plotlyjs: Place, related: Related | None = None) -> str:
    """The page of an executed report notebook.

    Parameters
    ----------
    notebook
        The executed notebook; it is not changed.
    facts
        The page's metadata; the origins are taken from the notebook.
    plotlyjs
        "beside": the page loads plotly.js, style sheet and scripts from its folder (`assets.shared_files`);
        "inside": it is a single file with all of them.
    related
        The reports to which the page links.

    Raises
    ------
    PageError
        When a cell shows something that no page can show.
    """
    check_shown(notebook, lang=facts.lang)
    words = Words(facts.lang)
    pieces = list(page_outputs(notebook, lang=facts.lang))
    pictures = Pictures(words, SharedRemarks.of(map(partial(_record, words=words), pieces), words))
    page = _Page(words, pictures, index=plotlyjs == "beside", unit_name=facts.unit_name, related=related or Related())
    for piece in pieces:
        if isinstance(piece, str):
            page.add(piece, {})
        elif PLOTLY in piece["data"]:
            page.add(_dense(page.pictures.add(piece["data"][PLOTLY], section=page.section)), {})
        elif piece["metadata"]["reportlib"].get("role") == "figure":
            record = piece["metadata"]["reportlib"]["record"]
            page.add(page.pictures.add_drawing("".join(piece["data"]["image/svg+xml"]), record, section=page.section), {})
        elif piece["metadata"]["reportlib"].get("role") == PROSE:
            page.add_prose(piece["data"][TEXT])
        else:
            block_facts = piece["metadata"]["reportlib"]
            page.add(_dense(page.linked(bare("".join(piece["data"]["text/html"])), block_facts)), block_facts)
    facts_script = _held_facts(notebook, facts) if plotlyjs == "inside" else Markup()
    return _document(page, facts, plotlyjs, facts_script)


def _record(piece: Any, *, words: Words) -> Mapping[str, Any]:
    if isinstance(piece, str):
        return {}
    if PLOTLY in piece["data"]:
        return record_of(piece["data"][PLOTLY]["layout"], words)
    record: dict[str, Any] = piece["metadata"]["reportlib"].get("record") or {}
    return record


def _held_facts(notebook: NotebookNode, facts: Facts) -> Markup:
    """The facts for the head of a single-file page; `<` is escaped so that they cannot close the script element."""
    return Markup(text_of(facts_of_page(notebook, asdict(facts))).replace("<", "\\u003c"))


def _link(name: str, text: str) -> str:
    return f'<a href="{quote(name)}.html">{text}</a>' if name else text


def _dense(html: str) -> str:
    """HTML without optional end tags, without attributes `scope`, and without quotation marks around values of attributes."""
    return _QUOTED.sub(r"=\1", _SCOPE.sub("", _ENDS.sub("", html)))


def _document(page: _Page, facts: Facts, plotlyjs: Place, facts_script: Markup) -> str:
    words = page.words
    has_figures = bool(page.pictures.drawings)
    origins = [origin for origin in ORIGINS if origin in {*page.origins, *page.pictures.origins}]
    gathered = {
        "origins": " ".join(origins),
        "dimensions": " ".join(page.dimensions),
        "known": page.known_count,
        "glance": page.glance,
    }
    return fill(
        "page",
        words=words,
        facts=facts,
        facts_meta={
            name: value for name, value in (asdict(facts) | gathered).items() if value or name not in ("settings", "glance")
        },
        policy=Markup(policy(plotlyjs, units=page.units)),
        period=words.period(facts.period),
        most=page.origins[-1] if page.origins else "",
        mark=words("origin.synthetic.name") if "synthetic" in origins else "",
        style=Markup(stylesheet()),
        beside={"library": LIBRARY, "files": shared_files()} if plotlyjs == "beside" else {},
        library=library() if plotlyjs == "inside" and has_figures else {},
        drawings=page.pictures.packed() if has_figures else "",
        start=own()[START],
        scripts=[own()[name] for name in inside(units=page.units) if has_figures or name != BOOT],
        body=page.body(),
        figures=has_figures,
        facts_script=facts_script,
    )
