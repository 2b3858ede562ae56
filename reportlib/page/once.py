"""Remove repetitions from a page's HTML: signs drawn again, seals that the banner covers, links without a target."""

from __future__ import annotations

import re

_METHOD = re.compile(r"<a href=#(m-[^> ]+)>(.*?)</a>")
"""A link from an indicator's name to its method."""
_SIGN = re.compile(r'(<svg class="vm c-(\w+)" viewBox="0 0 12 12" aria-hidden=true>)(.*?)</svg>')

_USED = r'<svg class="vm c-%s" viewBox="0 0 12 12" aria-hidden=true><use href=#sign-\1 /></svg>'
_SAME = re.compile(_USED % r"(\w+)" + "(?:" + _USED % r"\1" + ")+")
"""Several equal signs in a row."""
WIDTH, STEP = 12, 16
"""The width of a sign, and the distance from the start of one to the start of the next in a row."""


def linked_to_methods(html: str) -> str:
    """The HTML with only those links to methods whose target is on the page; of the others the name remains."""
    anchors = set(re.findall(r"\bid=(m-[^> ]+)", html))
    return _METHOD.sub(lambda link: link[0] if link[1] in anchors else link[2], html)


def signs_once(html: str) -> str:
    """The HTML with each sign of a verdict drawn once and then reused by `<use>`; equal signs in a row become one drawing."""
    shapes: dict[str, str] = {}

    def sign(match: re.Match[str]) -> str:
        opening, name, shape = match.groups()
        if shapes.setdefault(name, shape) != shape:
            return match[0]
        if html.find(match[0]) == match.start():
            return f"{opening}<g id=sign-{name}>{shape}</g></svg>"
        return f"{opening}<use href=#sign-{name} /></svg>"

    return _rows_once(_SIGN.sub(sign, html))


def _rows_once(html: str) -> str:
    """The HTML with the longest row of each sign drawn once; every other row shows a part of it, chosen by its view box."""
    undrawn: dict[str, int] = {}
    for match in _SAME.finditer(html):
        undrawn[match[1]] = max(undrawn.get(match[1], 0), match[0].count("<svg"))

    def row(match: re.Match[str]) -> str:
        name, count = match[1], match[0].count("<svg")
        uses = "".join(f"<use href=#sign-{name} x={STEP * n} />" for n in range(undrawn.pop(name, 0)))
        drawn = f"<g id=row-{name}>{uses}</g>" if uses else f"<use href=#row-{name} />"
        return f'<svg class="vm c-{name}" viewBox="0 0 {STEP * (count - 1) + WIDTH} {WIDTH}">{drawn}</svg>'

    return _SAME.sub(row, html)


def without_seals(html: str, most: str) -> str:
    """The HTML without the seals of the origin `most`, which the banner names, so that only other origins are marked."""
    return re.sub(rf" ?<span class=seal-{most} role=img aria-label=[^>]*>[^<]*</span>", "", html) if most else html
