"""Check, before a page is written, that it loads nothing from outside, keeps its template's promises, and is not too large."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from reportlib.errors import PageError
from reportlib.page.assets import LIBRARY, Place, shared_files
from reportlib.page.promises import broken
from reportlib.workbook import Budget, size_text

if TYPE_CHECKING:
    from reportlib.page.grounds import Grounds

_TAG = re.compile(r"<[a-zA-Z][^\s/>]*+[\s/](?>[^>\"']++|\"[^\"]*\"|'[^']*'|[\"'])*+>")
_SUSPECT = re.compile(
    r"(?i)src|href|data\s*=|poster|background|style|url|manifest|ping|http-equiv|<base|<style|code|archive|image|to\s*=|values\s*="
)
_HARMLESS = re.compile(
    r"(?i)<(?:a\s(?:(?:class|id|href|lang)=(?:\"[^\"<>\\&]*\"|[\w.%#-]+)\s*)*|use href=#[\w-]+(?: [xy]=[\d.%-]+)* ?/?)>"
)
"""Frequent tags that load nothing: links to click, and signs drawn elsewhere in the page."""
_STYLE = re.compile(r"(?is)<style\b[^>]*>(.*?)(?:</style|\Z)")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_CSS = re.compile(
    r"""(?is)(?:url|src)\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))|@import\s*(?:"([^"]*)"|'([^']*)')|image-set\(\s*["']([^"']*)"""
)
_SIGNATURE = re.compile(r"plotly\.js v\d")
_LISTS = {"srcset", "imagesrcset"}
_PLACES = {
    "src",
    "poster",
    "background",
    "data",
    "manifest",
    "ping",
    "codebase",
    "code",
    "archive",
    "classid",
    "lowsrc",
    "dynsrc",
}
_PAINTS = {
    "style",
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "cursor",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
}
_MOVED = {"to", "from", "by", "values"}


@dataclass(frozen=True)
class Rules:
    """What a workbook demands of a page.

    `budget` is the largest size allowed. `binding` says whether the template's promises must be kept. For units that are
    `published_only` they need not be, because a template cannot choose which figures are published.
    """

    budget: Budget | None = None
    binding: bool = True


def check(
    page: str,
    *,
    plotlyjs: Place,
    metadata: Mapping[str, Any],
    rules: Rules,
    grounds: Callable[[], Grounds | None] = lambda: None,
) -> None:
    """Check that a page may be given to readers.

    Parameters
    ----------
    plotlyjs
        Where the page's plotly.js is.
    metadata
        The metadata of the page's notebook, with the template's promises.
    grounds
        Called only if a promise is not kept; returns which promises the data can keep; None means all.

    Raises
    ------
    PageError
        When the page breaks a rule; the message lists every problem.
    """
    problems = [*external(page), *copies(page), *(broken(page, metadata, grounds) if rules.binding else ())]
    problems += oversize(page, plotlyjs, rules.budget)
    if problems:
        raise PageError("the page was not written: " + "; ".join(dict.fromkeys(problems)))


def external(page: str) -> Iterator[str]:
    """A message for each address that the page would load when opened; links and the shared files are allowed."""
    for text in _STYLE.findall(page):
        yield from (_fetched(url, "a style sheet") for url in _in_css(text) if _is_elsewhere(url))
    for match in _TAG.finditer(page):
        tag = match[0]
        if _SUSPECT.search(tag) and not _HARMLESS.fullmatch(tag):
            reader = _Reader()
            reader.feed(tag)
            for name, attributes in reader.found:
                yield from _of_tag(name, attributes)


def _fetched(url: str, by: str) -> str:
    url_text = url.strip() if len(url) < 120 else f"{url.strip()[:117]}..."
    return f"{by} would load '{url_text}': put what it shows into the page itself"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        first: dict[str, str] = {}
        for name, value in attrs:
            first.setdefault(name, value or "")  # browsers take the first of two attributes of one name
        self.found.append((tag, first))


def _of_tag(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        local = name.rpartition(":")[2]
        for url in _fetches(tag, local, value, attributes):
            if _is_elsewhere(url) and not (tag in {"script", "link"} and url.strip() in shared_files().names):
                yield _fetched(url, f"<{tag} {name}>")
        if local == "srcdoc":
            yield from external(value)


def _fetches(tag: str, name: str, value: str, attributes: Mapping[str, str]) -> list[str]:
    """The addresses in an attribute that a browser loads without a click."""
    if name in _LISTS:
        return [address.rstrip(",") for address in re.findall(r"(?:^|[\s,])((?!\d[\d.]*[wxh](?:[\s,]|$))[^\s,]\S*)", value)]
    if name in _PLACES or (name == "href" and tag not in {"a", "area"}):
        return [value]
    if name in _PAINTS:
        return _in_css(value)
    if name == "content" and tag == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
        return [re.sub(r"(?is)^[\s\d.]*[;,]?\s*(?:url\s*=)?\s*['\"]?", "", value) or "#"]
    moved = attributes.get("attributename", "").lower().rpartition(":")[2]
    return re.split(r"\s*;\s*", value) if name in _MOVED and moved in {"href", "src"} else []


def _in_css(text: str) -> list[str]:
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2], text)
    plain = re.sub(r"(?s)/\*.*?\*/", "", plain)
    return [next(part for part in groups if part) for groups in _CSS.findall(plain) if any(groups)]


def _is_elsewhere(url: str) -> bool:
    """Whether an address leads out of the page; the addresses `#…`, `data:…` and `about:blank…` do not."""
    plain = re.sub(r"[\x00-\x20]", "", html.unescape(url)).lower()
    return bool(plain) and not plain.startswith(("data:", "#", "about:blank"))


def copies(page: str) -> Iterator[str]:
    """A message if a page contains plotly.js more than once, as when a notebook shows plotly's HTML of a figure."""
    more = len(_SIGNATURE.findall(page)) + max(0, page.count('id="plotly-packed"') + page.count(f'<script src="{LIBRARY}"') - 1)
    if more:
        yield f"it has {more} more {'copy' if more == 1 else 'copies'} of plotly.js: show the figures themselves, not their HTML"


def oversize(page: str, plotlyjs: Place, budget: Budget | None) -> Iterator[str]:
    """A message if a page is larger than the workbook allows."""
    name, most = ("page", budget and budget.page) if plotlyjs == "beside" else ("single_file", budget and budget.single_file)
    size = len(page.encode())
    if most and size > most:
        yield f"it takes {size_text(size)}, over the {size_text(most)} of budget.{name} in params/workbook.yaml"
