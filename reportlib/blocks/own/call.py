"""Checks of an analyst's call; all problems are reported together, a line for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from reportlib.blocks.text import Words
from reportlib.errors import ParameterError, Problem


@dataclass
class Call:
    """A call by an analyst, with the problems found so far."""

    name: str
    words: Words
    languages: Sequence[str]
    problems: list[str] = field(default_factory=list)

    def wrong(self, message: str) -> None:
        """Note a problem."""
        self.problems.append(f"{self.name}: {message}")

    def check(self) -> None:
        """Raise an error if problems were noted.

        Raises
        ------
        ParameterError
            When there are problems; the error lists all of them.
        """
        if self.problems:
            raise ParameterError(map(Problem, self.problems))

    def text(self, name: str, value: object, *, needed: bool = False) -> str:
        """The text of an argument in the report's language.

        A problem is noted if the argument has no text in this language, or if its text is `needed` and empty.
        """
        text = by_language(value, self.words.lang)
        if text is None:
            here = f"has none in '{self.words.lang}'" if isinstance(value, Mapping) and value else f"is {value!r}"
            self.wrong(f"{name} {here}; write a text, or one for each language: {self._example}")
        elif needed and not text:
            self.wrong(f"{name} is missing; write {name}=…, a text or one for each language: {self._example}")
        return text or ""

    def choice(self, name: str, value: str, allowed: Collection[str]) -> None:
        """Note a problem if the value is not allowed."""
        if value not in allowed:
            self.wrong(f"{name} is {value!r}; write one of {', '.join(map(repr, allowed))}")

    @property
    def _example(self) -> str:
        return "{" + ", ".join(f"'{lang}': '…'" for lang in self.languages) + "}"


def by_language(value: object, lang: str) -> str | None:
    """The text in a language, from one text or from a mapping by language; None if there is no such text.

    Examples
    --------
    >>> by_language("a", "en"), by_language({"en": " b "}, "en"), by_language({"en": "b"}, "zh"), by_language(3, "en")
    ('a', 'b', None, None)
    """
    text: object = value.get(lang) if isinstance(value, Mapping) else value
    return text.strip() if isinstance(text, str) else None
