"""What a page needs besides its text: style sheet, scripts, plotly.js, and the policy that lets nothing else run or load.

The style sheet is `blocks/templates/report.css`; the colours of charts are in `plot/theme`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import plotly
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from reportlib.blocks.pieces import sign_shapes, stylesheet
from reportlib.blocks.plot import theme

LIBRARY = f"plotly-{plotly.__version__}.min.js"
"""The file name of plotly.js, which all pages of a folder share."""
START = "start"
"""The script that runs before the page is painted."""
LOOK, BOOT = "look", "boot"
"""The script with the look of all drawings, and the script that draws, which only pages with drawings of plotly need."""
SCRIPTS = ("copies", LOOK, BOOT, "reading", "moving", "units")
"""The names of the page's other scripts, in the order in which they run."""
Place = Literal["beside", "inside"]
"""Where style sheet, scripts and plotly.js are: in files beside the page, or inside it."""
_SAFE = str.maketrans("<>&", ".,/")
"""Signs of base 85 with a meaning in HTML, and signs to replace them."""
_UNKNOWN_SYSTEM = b"\xff"
_FACTORY = re.compile(rb"(?<=this, )\(\) => \{.*\}(?=\)\);\s*\Z)", re.DOTALL)


def packed(data: bytes) -> Markup:
    """Bytes compressed by gzip, in base 64, which browsers decode themselves."""
    return Markup(base64.b64encode(_compressed(data)).decode())


def dense(data: bytes) -> Markup:
    """Bytes compressed by gzip, in base 85, which is 6 % shorter than base 64 but slower to unpack."""
    return Markup(base64.b85encode(_compressed(data)).decode().translate(_SAFE))


def _compressed(data: bytes) -> bytes:
    """Bytes compressed by gzip, the same at any time and on any system."""
    whole = gzip.compress(data, 9, mtime=0)
    # Python's gzip names the operating system in the tenth byte.
    return whole[:9] + _UNKNOWN_SYSTEM + whole[10:]


@lru_cache(maxsize=1)
def bundle() -> bytes:
    """plotly.js for pages, with its outer function in parentheses.

    Without the parentheses, browsers on V8 would parse the function twice.
    """
    whole: bytes = get_plotlyjs().encode()
    factory = _FACTORY.search(whole)
    if factory is None:
        return whole
    start, end = factory.span()
    return b"".join([whole[:start], b"(", whole[start:end], b")", whole[end:]])


@lru_cache(maxsize=1)
def library() -> Mapping[str, Markup]:
    """plotly.js for templates: `packed` is its compressed text, `hash` its hash for the page's policy."""
    return {"packed": packed(bundle()), "hash": Markup(_hash(bundle()))}


@lru_cache(maxsize=1)
def own() -> Mapping[str, Markup]:
    """The page's scripts by name, without comments and indents."""
    folder = files("reportlib.page").joinpath("templates")
    written = {
        name: Markup(_slim(folder.joinpath(f"{name}.js").read_text("utf-8"))) for name in (START, *SCRIPTS) if name != LOOK
    }
    return written | {LOOK: Markup(_look())}


def _look() -> str:
    """The script that sets how drawings look: plotly's template and options, dark colours, width on paper, signs of verdicts."""
    look = {"template": theme.LAYOUT, "config": theme.CONFIG, "dark": theme.DARK, "paper": theme.PRINTED, "signs": sign_shapes()}
    return f"window.reportlib.look = {json.dumps(look, ensure_ascii=False, separators=(',', ':'), sort_keys=True)};"


@dataclass(frozen=True)
class SharedFiles:
    """The style sheet and the scripts that all pages of a folder share; their names contain a fingerprint of the contents."""

    style: str
    script: str
    own_contents: Mapping[str, bytes]
    """The contents of style sheet and script, by name."""

    @property
    def names(self) -> frozenset[str]:
        """The names of all shared files, including plotly.js."""
        return frozenset([LIBRARY, *self.own_contents])

    @property
    def contents(self) -> Mapping[str, bytes]:
        """The contents of all shared files by name, including plotly.js."""
        return {LIBRARY: bundle(), **self.own_contents}


@lru_cache(maxsize=1)
def shared_files() -> SharedFiles:
    """The style sheet and the scripts for the folder of the pages."""
    style, script = stylesheet(), "\n".join(own()[name] for name in SCRIPTS)
    digest = hashlib.sha256(f"{style}\n{script}".encode()).hexdigest()[:10]
    names = f"report-{digest}.css", f"report-{digest}.js"
    return SharedFiles(*names, dict(zip(names, (style.encode(), script.encode()), strict=True)))


def _slim(script: str) -> str:
    lines = map(str.strip, script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def inside(*, units: bool) -> list[str]:
    """The names of the scripts in a single-file page; `units` is whether the page has the table of units."""
    return [name for name in SCRIPTS if name != "moving" and (units or name != "units")]


@lru_cache(maxsize=4)
def policy(plotlyjs: Place, *, units: bool = False) -> str:
    """The page's Content-Security-Policy: no connection, and no script but the page's own.

    A script in the page is named by its hash. Files beside the page are allowed by their folder, as browsers check no hash of a
    file when a page is opened from a folder. Styles need no hash: without connections they can fetch nothing.

    Parameters
    ----------
    units
        Whether the page has the table of units, which needs a script; matters only in a single-file page.
    """
    beside = ["'self'", "file:"] if plotlyjs == "beside" else []
    names = [START] if beside else [START, *inside(units=units)]
    scripts = [*(own()[name].encode() for name in names), *([] if beside else [bundle()])]
    rules = {
        "default-src": "'none'",
        "script-src": " ".join([f"'{_hash(data)}'" for data in scripts] + beside),
        "style-src": " ".join(["'unsafe-inline'", *beside]),
        "img-src": "data: blob:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@lru_cache(maxsize=len(SCRIPTS) + 2)
def _hash(script: bytes) -> str:
    """The hash of a script for a policy; cached, because hashing plotly.js takes long."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}"
