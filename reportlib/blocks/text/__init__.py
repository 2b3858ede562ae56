"""The text catalogue: one YAML file a language, and what reads it."""

from reportlib.blocks.text.words import Words, languages, text

__all__ = ["Words", "languages", "text"]
