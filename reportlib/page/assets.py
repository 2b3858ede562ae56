"""The scripts of a page, plotly.js among them, and the content security policy that forbids all others and any request."""

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
"""The file name of plotly.js in the folder of the reports; all pages there share it."""
SCRIPTS = ("start", "boot", "copies", "reading", "moving", "units")
"""The page's own scripts, by file name without suffix."""
Place = Literal["beside", "inside"]
"""Where plotly.js is: "beside" the page as a file, or packed "inside" the page."""
_UNKNOWN_SYSTEM = b"\xff"
_FACTORY = re.compile(r"(?<=this, )\(\) => \{.*\}(?=\)\);\s*\Z)", re.DOTALL)


def packed(text: str) -> Markup:
    """A text compressed by gzip, in base64, which browsers can unpack; the bytes do not depend on time or operating system."""
    whole = gzip.compress(text.encode(), 9, mtime=0)
    # Python's gzip names the operating system in the tenth byte.
    return Markup(base64.b64encode(whole[:9] + _UNKNOWN_SYSTEM + whole[10:]).decode())


@lru_cache(maxsize=1)
def bundle() -> str:
    """plotly.js as pages run it: its one outer function is in parentheses.

    V8 parses a function twice, unless a parenthesis before it shows that it is called at once.
    """
    return _FACTORY.sub(lambda factory: f"({factory[0]})", get_plotlyjs())


@lru_cache(maxsize=1)
def library() -> Mapping[str, Markup]:
    """plotly.js, `packed`, and its `hash` for the page's policy."""
    return {"packed": packed(bundle()), "hash": Markup(_hash(bundle()))}


@lru_cache(maxsize=1)
def own() -> Mapping[str, Markup]:
    """The texts of the page's own scripts by name, without comments and indents."""
    folder = files("reportlib.page").joinpath("templates")
    return {name: Markup(_slim(folder.joinpath(f"{name}.js").read_text("utf-8"))) for name in SCRIPTS}


def _slim(script: str) -> str:
    lines = map(str.strip, script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@lru_cache(maxsize=4)
def policy(place: Place, *, units: bool = False) -> str:
    """The Content-Security-Policy of a page: no connections, and only scripts whose hashes it lists.

    The script of the table of units is listed if the page has that table (`units`), the script that finds other pages unless the
    page is a single file. A plotly.js beside the page is allowed by URL, because browsers check no hash of a `file:` script.
    All inline styles are allowed: plotly sets them as it draws, and without connections they can load nothing.
    """
    absent = {name for name, there in (("units", units), ("moving", place == "beside")) if not there}
    texts = [*(text for name, text in own().items() if name not in absent), *([bundle()] if place == "inside" else [])]
    allowed = [f"'{_hash(text)}'" for text in texts] + (["'self'", "file:"] if place == "beside" else [])
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
def _hash(text: str) -> str:
    """The hash of a script for a policy; cached, because hashing plotly.js takes a while."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
