"""Turn Markdown of users into safe HTML: raw HTML is escaped, links and pictures become text."""

from __future__ import annotations

import mistune
from markupsafe import Markup, escape


class _Harmless(mistune.HTMLRenderer):
    """Renders headings below the page's own, without skipping a level; links and pictures become text."""

    def __init__(self, top: int) -> None:
        super().__init__(escape=True)
        self._top = top
        self._above: list[int] = []

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """A heading, one level below the nearest earlier heading of a higher rank."""
        self._above = [*(before for before in self._above if before < level), level]
        tag = f"h{min(self._top + len(self._above) - 1, 6)}"
        return f"<{tag}>{text}</{tag}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return f"{text} ({escape(url)})" if url and url != text else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"[{text}]"

    def table(self, text: str) -> str:
        """A table that scrolls sideways on a narrow screen, also by keyboard."""
        return f'<div class="scroll" tabindex="0"><table class="data">{text}</table></div>\n'


def to_html(text: str, *, top: int = 3) -> Markup:
    r"""Markdown as HTML, with headings from level `top` down.

    Examples
    --------
    >>> to_html("**so** <script>x</script>")
    Markup('<p><strong>so</strong> &lt;script&gt;x&lt;/script&gt;</p>\n')
    >>> to_html("## A\n#### B\n## C", top=2)
    Markup('<h2>A</h2>\n<h3>B</h3>\n<h2>C</h2>\n')
    """
    return Markup(mistune.create_markdown(renderer=_Harmless(top), plugins=["table", "strikethrough"])(text))
