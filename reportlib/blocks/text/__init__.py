"""The text catalogue, one YAML file for each language, and the modules that write texts with it.

- `zh.yaml`, `en.yaml`: every word; `entries` reads them
- `words`: numbers, periods, names and absences; `rates`: the base of a rate; `rounding`: all rounding
- `sentences`: the opening and targets; `unjudged`: why nothing is judged
- `verdicts`, `changes`, `breaks`, `findings`, `coverage`, `owners`, `succession`: sentences on these
- `places`: ranks; `sides`: which of two figures is above; `movers`: what became of a unit below in a year
- `capitals`: the first letter of a text; `counting`: numbers of chapters; `direction`: names that run from right to left
- `pinyin`: initials of Chinese names; `number_behind`: a printed number with the unrounded one
- `reading_numbers`: the number in a printed text
"""

from reportlib.blocks.text.entries import languages, text
from reportlib.blocks.text.words import Words

__all__ = ["Words", "languages", "text"]
