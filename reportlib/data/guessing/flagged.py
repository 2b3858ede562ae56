"""Find columns of flags, such as p for provisional, and columns of numbers that are codes and not figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

from reportlib.data.guessing.markers import usual_meaning
from reportlib.data.mapping.headings import Heading
from reportlib.workbook.layouts import FINALITIES
from reportlib.workbook.patterns import plain, words

_WHOLE: Final = re.compile(r"\d+")
_IS_CODE: Final = re.compile(r"(?:.*[\s_(-])?(?:id|code|urn|ukprn|uprn|laestab|estab)\)?", re.IGNORECASE)
_CAMEL: Final = re.compile(r".*[a-z](?:ID|Id|Code)")
_REVISED: Final = ("revised", "revised figure")


def flag_column(heading: Heading, texts: pd.Series[str]) -> bool:
    """Whether a column of words holds flags of the figures in its rows, such as p for provisional.

    All its texts must be known flags, and its name must say that it holds flags or some of its cells must be empty.
    """
    flags = {text for text in texts if text}
    called = any(plain(word) in plain(heading.name) for word in words()["flagged"])
    return bool(flags) and (called or bool((texts == "").any())) and all(status_of(flag)[0] for flag in flags)


def status_of(flag: str) -> tuple[str, str]:
    """The status for which a flag beside a figure stands, and the reason; empty if the flag is not known.

    Examples
    --------
    >>> status_of("p")[0], status_of("c")[0], status_of("r"), status_of("London")[0]
    ('provisional', 'suppressed', ('final', 'revised, which is not said on pages'), '')
    """
    bare = flag.strip("[]()").strip()
    said = words()["flags"].get(bare.lower()) if bare else None
    if plain(bare) in FINALITIES or said in FINALITIES:
        return (plain(bare) if plain(bare) in FINALITIES else str(said)), "what it mostly stands for"
    if usual := usual_meaning(flag) or usual_meaning(bare):
        return usual, "what it mostly stands for"
    if plain(bare) in _REVISED:
        return "final", f"{bare.lower()}, which is not said on pages"
    return ("final", f"{said['en']}, which is not said on pages") if said else ("", "")


def code_of(heading: Heading, cells: pd.DataFrame, names: pd.Series[str], by: Iterable[Heading]) -> str:
    """Why a column of numbers holds codes of units or of indicators and not figures; empty if it does not.

    The column must be called a code and hold whole numbers. Each unit in `names`, or each text in one of the columns `by`, which
    name indicators, must have a number that no other has.
    """
    texts = cells[heading.number]
    if not _is_code(heading.name) or not all(_WHOLE.fullmatch(text) for text in texts if text):
        return ""
    if texts.nunique() > 1 and _one_for_each(names, texts):
        return "it is the code of each unit, which its name says as well"
    if any(_one_for_each(cells[one.number], texts) for one in by):
        return "it is the code of each indicator, which its name says as well"
    return ""


def _is_code(name: str) -> bool:
    return bool(_IS_CODE.fullmatch(name) or _CAMEL.fullmatch(name))


def _one_for_each(words_there: pd.Series[str], texts: pd.Series[str]) -> bool:
    pairs = pd.DataFrame({"word": words_there.to_numpy(), "code": texts.to_numpy()}).drop_duplicates()
    return not pairs["word"].duplicated().any() and not pairs["code"].duplicated().any()
