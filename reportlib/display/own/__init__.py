"""What an analyst shows beside our own pieces: figures drawn by plotly or matplotlib, sentences with values in them."""

from reportlib.display.own.blocks import blocks
from reportlib.display.own.figure import figure
from reportlib.display.own.given import Asked
from reportlib.display.own.sentence import paragraphs

__all__ = ["Asked", "blocks", "figure", "paragraphs"]
