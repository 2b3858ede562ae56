"""The headline of a page, by rule: every finding that could stand there, each with its ground, and the best two of them."""

from reportlib.blocks.headline.chosen import findings, headline

__all__ = ["findings", "headline"]
