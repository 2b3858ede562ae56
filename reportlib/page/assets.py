"""What runs in a page: its own few scripts and plotly.js, and the policy that lets nothing else run, load or be sent."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import plotly
from markupsafe import Markup
from plotly.offline import get_plotlyjs

LIBRARY = f"plotly-{plotly.__version__}.min.js"
"""The name of the one copy of plotly.js that a build keeps beside its reports."""
SCRIPTS = ("start", "boot", "copies", "reading", "moving", "units")
"""The page's own scripts, by the names of their files."""
Place = Literal["beside", "inside"]
"""Where plotly.js is: in a file beside the page, or packed in the page."""
_UNKNOWN_SYSTEM = b"\xff"
_FACTORY = re.compile(rb"(?<=this, )\(\) => \{.*\}(?=\)\);\s*\Z)", re.DOTALL)


def packed(data: bytes) -> Markup:
    """A text as base64 of gzip, which browsers unpack by themselves; the same bytes whenever and wherever it is packed."""
    whole = gzip.compress(data, 9, mtime=0)
    # Python's gzip names the operating system in the tenth byte.
    return Markup(base64.b64encode(whole[:9] + _UNKNOWN_SYSTEM + whole[10:]).decode())


@lru_cache(maxsize=1)
def bundle() -> bytes:
    """plotly.js as pages run it: the one function that is all of it in parentheses.

    V8 reads through a function twice, unless a parenthesis before it says that it is called at once.
    """
    whole: bytes = get_plotlyjs().encode()
    factory = _FACTORY.search(whole)
    if factory is None:
        return whole
    start, end = factory.span()
    return b"".join([whole[:start], b"(", whole[start:end], b")", whole[end:]])


@lru_cache(maxsize=1)
def library() -> Mapping[str, Markup]:
    """plotly.js packed, and the hash by which the page's policy knows it."""
    return {"packed": packed(bundle()), "hash": Markup(_hash(bundle()))}


@lru_cache(maxsize=1)
def own() -> Mapping[str, Markup]:
    """The page's own scripts by name, without their remarks and indents."""
    folder = files("reportlib.page").joinpath("templates")
    return {name: Markup(_slim(folder.joinpath(f"{name}.js").read_text("utf-8"))) for name in SCRIPTS}


def _slim(script: str) -> str:
    lines = map(str.strip, script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@lru_cache(maxsize=4)
def policy(place: Place, *, units: bool = False) -> str:
    """The page's Content-Security-Policy: no connection, and no script but those that are named here by their hashes.

    That of the table of units is named where a page has one, that which looks for other pages where there are any beside it.

    Beside, plotly.js is let in by its place: a hash of a file is not checked where a page is opened from a folder.
    Styles are not named: plotly sets them as it draws, and without connections they can ask for nothing.
    """
    absent = {name for name, there in (("units", units), ("moving", place == "beside")) if not there}
    scripts = [*(text.encode() for name, text in own().items() if name not in absent), *([bundle()] if place == "inside" else [])]
    allowed = [f"'{_hash(script)}'" for script in scripts] + (["'self'", "file:"] if place == "beside" else [])
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(allowed),
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@lru_cache(maxsize=len(SCRIPTS) + 1)
def _hash(script: bytes) -> str:
    """By which a policy knows a script; that of the library takes a while."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}"
