"""Markdown that somebody wrote, as HTML that can do nothing: raw HTML is shown, links and pictures load nothing."""

from __future__ import annotations

import mistune
from markupsafe import Markup, escape


class _Harmless(mistune.HTMLRenderer):
    """Headings below the page's own; the address of a link and the name of a picture as text."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **attrs: object) -> str:
        return f"<h{min(level + 2, 6)}>{text}</h{min(level + 2, 6)}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return f"{text} ({escape(url)})" if url and url != text else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"[{text}]"


def to_html(text: str) -> Markup:
    r"""Markdown as HTML.

    Examples
    --------
    >>> to_html("**so** <script>x</script>")
    Markup('<p><strong>so</strong> &lt;script&gt;x&lt;/script&gt;</p>\n')
    """
    return Markup(mistune.create_markdown(renderer=_Harmless(), plugins=["table", "strikethrough"])(text))
