"""The text catalogue, one YAML file for each language, and the modules that write texts with it.

Which file answers what: `zh.yaml` and `en.yaml` every word, which `entries` reads; `words` how numbers, periods, names and
absences are written; `rates` the base of a rate; `rounding` how a number is rounded; `verdicts`, `changes`, `breaks`,
`findings`, `coverage`, `owners` and `succession` the sentences on each; `sentences` the opening and targets; `unjudged` why
nothing is judged; `places` ranks; `sides` which of two figures is above; `movers` what became of a unit below in a year;
`capitals` the first letter of a text; `counting` the numbers of chapters; `direction` names that run from right to left;
`pinyin` initials of Chinese names; `number_behind` a printed number with the stored one; `reading_numbers` the number in a
printed text.
"""

from reportlib.blocks.text.entries import languages, text
from reportlib.blocks.text.words import Words

__all__ = ["Words", "languages", "text"]
