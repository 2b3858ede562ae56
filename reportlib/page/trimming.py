"""Remove from a page's HTML repetitions, links without a target, and what a script of the page can add."""

from __future__ import annotations

import re

_METHOD = re.compile(r"<a href=#(m-[^> ]+)>(.*?)</a>")
"""A link from an indicator's name to its method."""
_HIDDEN = re.compile(r"(<svg(?: [\w-]+=(?:\"[^\"]*\"|[^ >]+))*?) aria-hidden=true")
"""A drawing that is hidden from screen readers."""

_DRAWN = re.compile(r"(<svg(?=[^>]* data-(?:line|at)=)[^>]*>).*?(</svg>)", re.DOTALL)
"""A small drawing with attributes from which a script can draw it."""

_TALLY = re.compile(r'(<span class=tally) aria-hidden=true>((?:<svg class="vm c-(\w+)".*?</svg>)+)</span>', re.DOTALL)
"""A row of equal signs, one for each verdict of a kind."""
_SIGN = re.compile(r"(<span class=v-\w+>)<svg.*?</svg>", re.DOTALL)
"""A verdict in words after its sign."""


def linked_to_methods(html: str) -> str:
    """The HTML without links to methods that are not on the page; the linked names remain."""
    anchors = set(re.findall(r"\bid=(m-[^> ]+)", html))
    return _METHOD.sub(lambda link: link[0] if link[1] in anchors else link[2], html)


def without_hiding(html: str) -> str:
    """The HTML without the attribute that hides ornaments from screen readers; a script of the page sets it."""
    return _HIDDEN.sub(r"\1", html)


def drawn_by_script(html: str) -> str:
    """The HTML without small drawings, such as signs of verdicts, that a script of the page makes."""
    counted = _TALLY.sub(lambda tally: f'{tally[1]} data-of="{tally[3]} {tally[2].count("<svg")}"></span>', html)
    return _DRAWN.sub(r"\1\2", _SIGN.sub(r"\1", counted))


def without_seals(html: str, most: str) -> str:
    """The HTML without the marks of figures whose origin is `most`: the banner names this origin for the whole page."""
    seal = rf" ?<span class=seal-{most} role=img aria-label=[^>]*>[^<]*</span>"
    named = rf" ?<span class=origin><span class=seal-{most} aria-hidden=true>[^<]*</span>[^<]*</span>"
    return re.sub(f"{seal}|{named}", "", html) if most else html
