"""The text catalogue, one YAML file a language, and the modules that write texts with it.

Where to look: `zh.yaml` and `en.yaml` have all words; `words` writes numbers, periods, names and absences; `rates` the base of a
rate; `rounding` rounds numbers; `verdicts`, `changes`, `findings`, `coverage`, `owners` and `succession` write the sentences
on each; `reading_numbers` reads a printed number back, for spreadsheets.
"""

from reportlib.blocks.text.words import Words, languages, text

__all__ = ["Words", "languages", "text"]
