"""What a page says again and again in its HTML stands there once: signs, the seals of most figures, links that lead nowhere."""

from __future__ import annotations

import re

_METHOD = re.compile(r"<a href=#(m-[^> ]+)>(.*?)</a>")
"""A name that leads to its method."""
_SIGN = re.compile(r'(<svg class="vm c-(\w+)" viewBox="0 0 12 12" aria-hidden=true>)(.*?)</svg>')


def linked_to_methods(html: str) -> str:
    """The same with the links from names to methods that the page tells of; of others the name stays."""
    told = set(re.findall(r"\bid=(m-[^> ]+)", html))
    return _METHOD.sub(lambda link: link[0] if link[1] in told else link[2], html)


def signs_once(html: str) -> str:
    """The same with each sign of a verdict drawn once, where it stands first, and used from there on."""
    drawn: dict[str, str] = {}

    def sign(found: re.Match[str]) -> str:
        opening, name, shape = found.groups()
        if drawn.setdefault(name, shape) != shape:
            return found[0]
        if html.find(found[0]) == found.start():
            return f"{opening}<g id=sign-{name}>{shape}</g></svg>"
        return f"{opening}<use href=#sign-{name} /></svg>"

    return _SIGN.sub(sign, html)


def without_seals(html: str, most: str) -> str:
    """The same without the seals of where most of its figures come from, which its banner says: only the others are marked."""
    return re.sub(rf" ?<span class=seal-{most} role=img aria-label=[^>]*>[^<]*</span>", "", html) if most else html
