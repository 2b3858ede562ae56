"""Turn a matplotlib figure into safe inline SVG; greys are inverted on dark screens."""

from __future__ import annotations

import hashlib
import io
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

from reportlib.blocks.own.colours import dark, grey
from reportlib.errors import ReportlibError

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_TAGS = {
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use", "image",
    "clipPath", "linearGradient", "radialGradient", "stop", "pattern",
}  # fmt: skip
"""The SVG elements that are kept. All others are removed with their contents, except links, whose contents are kept."""
_NAMES = {
    "id", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "points", "offset",
    "transform", "viewBox", "preserveAspectRatio", "clip-path", "style", "gradientUnits", "gradientTransform", "patternUnits",
    "patternTransform",
}  # fmt: skip
_STYLES = re.compile(r"(?:fill|stroke|opacity|stop|clip|font|text|letter|image|writing)[\w-]*")
_REFERENCE = re.compile(r"url\(#([^)\s]+)\)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)px")
PIXELS = 96 / 72
"""CSS pixels per typographic point."""
ROOM = 14
"""The height, in points, of the mark of made-up figures at the foot of a drawing."""


def is_drawing(fig: object) -> bool:
    """Whether an object is a matplotlib figure, or axes of one."""
    try:
        figure = getattr(fig, "figure", None)
    except ReportlibError:  # the attribute `figure` of our own charts raises if there is no figure
        return False
    return hasattr(figure, "savefig")


def drawing(fig: Any, *, alt: str, mark: str = "") -> tuple[str, int]:
    """A figure as an SVG element, and its width in pixels.

    Parameters
    ----------
    fig
        The figure, or axes of it. It is closed, so that a notebook does not show it a second time.
    alt
        A description for readers who cannot see it.
    mark
        A text at the foot, such as the mark of made-up figures.
    """
    whole = fig.figure
    own_ground = _is_coloured(whole.get_facecolor())
    root = ElementTree.fromstring(_saved(whole, own_ground))
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(whole)
    root.attrib.pop("width", None), root.attrib.pop("height", None)
    width, height = (float(size) for size in root.attrib["viewBox"].split()[2:])
    _sanitise(root, invert_greys=not own_ground)
    height += _sign(root, mark, width, height) if mark else 0
    root.attrib |= {"viewBox": f"0 0 {width:g} {height:g}", "role": "img", "aria-label": alt, "width": "100%"}
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode"), round(width * PIXELS)


def _is_coloured(colour: tuple[float, float, float, float]) -> bool:
    """Whether a background is neither white nor transparent."""
    *parts, opacity = colour
    return opacity > 0 and min(parts) < 1


def _saved(whole: Any, own_ground: bool) -> str:
    stream, settings = io.StringIO(), {"svg.fonttype": "none", "svg.hashsalt": "reportlib"}
    colours = {} if own_ground else {"facecolor": "none", "edgecolor": "none"}
    with sys.modules["matplotlib"].rc_context(settings), warnings.catch_warnings(), _clear(whole, own_ground):
        warnings.filterwarnings("ignore", message=r"Glyph \d+")  # the page's fonts have the letters that matplotlib's lacks
        whole.savefig(stream, format="svg", bbox_inches="tight", pad_inches=0.05, metadata={"Date": None}, **colours)
    return stream.getvalue()


@contextmanager
def _clear(whole: Any, own_ground: bool) -> Iterator[None]:
    """Make white backgrounds of axes transparent while the figure is drawn, so that the page's background shows."""
    white = [] if own_ground else [axes.patch for axes in whole.axes if not _is_coloured(axes.patch.get_facecolor())]
    before = [patch.get_facecolor() for patch in white]
    for patch in white:
        patch.set_facecolor("none")
    yield
    for patch, colour in zip(white, before, strict=True):
        patch.set_facecolor(colour)


def _sanitise(root: ElementTree.Element, *, invert_greys: bool) -> None:
    """Remove what draws nothing, and ids that nothing refers to. Other ids get a prefix, which differs between drawings."""
    _clean(root, invert_greys=invert_greys)
    texts = ElementTree.tostring(root, encoding="unicode")
    ids_used = {*_REFERENCE.findall(texts), *re.findall(r'href="#([^"]+)"', texts)}
    own = f"d{hashlib.sha256(texts.encode()).hexdigest()[:8]}-"
    for element in root.iter():
        if element.attrib.get("id") in ids_used:
            element.attrib["id"] = own + element.attrib["id"]
        else:
            element.attrib.pop("id", None)
        for name, value in element.attrib.items():
            if name == "href" and value.startswith("#"):
                element.attrib[name] = f"#{own}{value[1:]}"
            elif name in ("style", "clip-path"):
                element.attrib[name] = _REFERENCE.sub(lambda match: f"url(#{own}{match[1]})", value)


def _clean(element: ElementTree.Element, *, invert_greys: bool) -> None:
    children: list[ElementTree.Element] = []
    for child in list(element):
        tag = str(child.tag).removeprefix(f"{{{_SVG}}}")
        _clean(child, invert_greys=invert_greys)
        children += [child] if tag in _TAGS else list(child) if tag == "a" else []
    element[:] = children
    link = element.attrib.get(f"{{{_LINK}}}href", element.attrib.get("href", ""))
    element.attrib = {name: value for name, value in element.attrib.items() if name in _NAMES}
    if link.startswith(("#", "data:image/png", "data:image/jpeg")):
        element.attrib["href"] = link
    if "style" in element.attrib:
        element.attrib["style"] = _styled(element.attrib["style"], invert_greys=invert_greys)


def _styled(style: str, *, invert_greys: bool) -> str:
    parts = [(name.strip(), value.strip()) for name, _, value in (part.partition(":") for part in style.split(";"))]
    styles: list[str] = []
    for name, value in parts:
        if name == "font":
            size = _SIZE.search(value)
            styles += [f"font-size:{size[1]}px"] if size else []
            styles += [f"font-{what}" for word, what in _FONTS.items() if word in value.partition("px")[0].split()]
        elif name != "font-family" and _STYLES.fullmatch(name) and "url(" not in _REFERENCE.sub("", value):
            styles.append(f"{name}:{value}")
            styles += [f"{name}:light-dark({value},{dark(other)})"] if invert_greys and (other := grey(value)) else []
    if (
        invert_greys
        and any(part.startswith(("font-size", "text-anchor")) for part in styles)
        and not any("fill:" in p for p in styles)
    ):
        styles.append(f"fill:light-dark(#000000,{dark('#000000')})")
    return ";".join(styles)


_FONTS = {"bold": "weight:bold", "700": "weight:700", "600": "weight:600", "italic": "style:italic", "oblique": "style:oblique"}


def _sign(root: ElementTree.Element, mark: str, width: float, height: float) -> float:
    """Add a text at the foot of a drawing, and return the height of the text."""
    style = f"font-size:9px;text-anchor:end;fill:#66625a;fill:light-dark(#66625a,{dark('#66625a')})"
    words = ElementTree.SubElement(root, f"{{{_SVG}}}text", {"x": f"{width:g}", "y": f"{height + ROOM - 4:g}", "style": style})
    words.text = mark
    return ROOM
