"""Fill the templates of pages."""

from __future__ import annotations

from reportlib.blocks.templating import Templates

fill = Templates("reportlib.page", "reportlib.blocks").fill
"""Fills in a template of this package, or of a block."""
