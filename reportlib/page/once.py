"""What a page says again and again in its HTML stands there once: signs, the seals of most figures, links that lead nowhere."""

from __future__ import annotations

import re

_METHOD = re.compile(r"<a href=#(m-[^> ]+)>(.*?)</a>")
"""A name that leads to its method."""
_SIGN = re.compile(r'(<svg class="vm c-(\w+)" viewBox="0 0 12 12" aria-hidden=true>)(.*?)</svg>')

_USED = r'<svg class="vm c-%s" viewBox="0 0 12 12" aria-hidden=true><use href=#sign-\1 /></svg>'
_SAME = re.compile(_USED % r"(\w+)" + "(?:" + _USED % r"\1" + ")+")
"""The same sign several times, one beside the other."""
WIDTH, STEP = 12, 16
"""How wide a sign is, and how far the next in a row stands from it."""


def linked_to_methods(html: str) -> str:
    """The same with the links from names to methods that the page tells of; of others the name stays."""
    anchors = set(re.findall(r"\bid=(m-[^> ]+)", html))
    return _METHOD.sub(lambda link: link[0] if link[1] in anchors else link[2], html)


def signs_once(html: str) -> str:
    """The same with each sign of a verdict drawn once, where it stands first, and used from there on; a row is one drawing."""
    shapes: dict[str, str] = {}

    def sign(match: re.Match[str]) -> str:
        opening, name, shape = match.groups()
        if shapes.setdefault(name, shape) != shape:
            return match[0]
        if html.find(match[0]) == match.start():
            return f"{opening}<g id=sign-{name}>{shape}</g></svg>"
        return f"{opening}<use href=#sign-{name} /></svg>"

    return _SAME.sub(_in_a_row, _SIGN.sub(sign, html))


def _in_a_row(match: re.Match[str]) -> str:
    name, count = match[1], match[0].count("<svg")
    width = STEP * (count - 1) + WIDTH
    uses = "".join(f"<use href=#sign-{name} x={STEP * n} />" for n in range(count))
    size = f'style="width:{width / 16:g}rem" viewBox="0 0 {width} {WIDTH}"'
    return f'<svg class="vm c-{name}" {size} aria-hidden=true>{uses}</svg>'


def without_seals(html: str, most: str) -> str:
    """The same without the seals of where most of its figures come from, which its banner says: only the others are marked."""
    return re.sub(rf" ?<span class=seal-{most} role=img aria-label=[^>]*>[^<]*</span>", "", html) if most else html
