"""Find which version of plotly.js a page uses, whatever program made the page."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from packaging.specifiers import SpecifierSet

from reportlib.private import read_input

MOST = 64_000_000
"""The most bytes of a page that are read."""
_BEGINNING = 65_536
_SIGNED = re.compile(r"plotly\.js (?:\([^)]*\) )?v(\d+(?:\.\d+)+)")
_PACKED = re.compile(r'id="?plotly-packed"?[^>]*>\s*([A-Za-z0-9+/=]+)')
_LOADED = re.compile(r"""<script\b[^>]*?\bsrc=["']?([^"'\s>]*plotly[^"'\s>]*\.js)""", re.IGNORECASE)
_NAMED = re.compile(r"(?:plotly|plotly\.js(?:-dist(?:-min)?)?)[-@/](\d+(?:\.\d+)+)")
_GZIP = 31


@dataclass(frozen=True)
class Carried:
    """A page that uses plotly.js. If its version is not known, `version` is empty, and `why` says why it is not known."""

    page: Path
    version: str
    why: str = ""


def carrying(folders: Sequence[Path], wanted: SpecifierSet) -> Iterator[Carried]:
    """The pages below some folders that use plotly.js in a wanted or unknown version."""
    for folder in folders:
        for page in sorted(folder.rglob("*.html")) if folder.is_dir() else [folder]:
            for library in carried_by(page):
                if not library.version or wanted.contains(library.version, prereleases=True):
                    yield library


def carried_by(page: Path) -> list[Carried]:
    """Each plotly.js that a page uses."""
    text = _text_of(page, MOST)
    if text is None:
        return [Carried(page, "", "it cannot be read")]
    inside = _PACKED.findall(text)
    versions = {*_SIGNED.findall(text), *filter(None, map(_inside, inside))}
    libraries = [Carried(page, version) for version in sorted(versions)]
    libraries += [Carried(page, "", "the one it holds cannot be unpacked")] if not all(map(_inside, inside)) else []
    return libraries + [_beside(page, address) for address in dict.fromkeys(_LOADED.findall(text))]


def _beside(page: Path, address: str) -> Carried:
    """The plotly.js that a page loads; the version is read from the file or, for an address on the web, from the address."""
    name = _NAMED.search(address)
    if "//" in address:
        return Carried(page, name[1] if name else "", "" if name else f"it loads {address}")
    text = _beginning(page.parent / unquote(address))
    signed = _SIGNED.search(text)
    if signed:
        return Carried(page, signed[1])
    return Carried(page, "", f"{address}, which it loads, does not tell its version" if text else f"{address} is not beside it")


def _inside(packed: str) -> str:
    whole = packed[: _BEGINNING - _BEGINNING % 4]
    try:
        text = zlib.decompressobj(_GZIP).decompress(base64.b64decode(whole), _BEGINNING).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return ""
    signed = _SIGNED.search(text)
    return signed[1] if signed else ""


@lru_cache(maxsize=256)
def _beginning(library: Path) -> str:
    return _text_of(library, _BEGINNING) or ""


def _text_of(path: Path, most: int) -> str | None:
    try:
        return read_input(path, most).decode("utf-8", "replace")
    except OSError:
        return None
