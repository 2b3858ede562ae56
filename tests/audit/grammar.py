"""Parsers that read what a text says, by the sentence patterns of the text catalogue (`reportlib/blocks/text/*.yaml`).

A parser takes a text and a position in it. It yields every position at which the part that it reads may end, each with the
value of this part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Parser = Callable[[str, int], Iterator[tuple[int, Any]]]


@dataclass(frozen=True)
class Claim:
    """A sentence that was read by a pattern: the pattern's key in the text catalogue, the values of its gaps, and the text."""

    key: str
    gaps: dict[str, Any] = field(hash=False)
    text: str

    def __getitem__(self, gap: str) -> Any:
        return self.gaps[gap]

    @property
    def kind(self) -> str:
        """The last part of the key: `sentence.growth.rose` → `rose`."""
        return self.key.rpartition(".")[2]


def literal(expected: str) -> Parser:
    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        if text.startswith(expected, at):
            yield at + len(expected), expected

    return read


def pattern(expression: str) -> Parser:
    """A parser for the first match of a regular expression; its value is the text."""
    compiled = re.compile(expression)

    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        if match := compiled.match(text, at):
            yield match.end(), match.group()

    return read


def whatever(text: str, at: int) -> Iterator[tuple[int, Any]]:
    """A parser for any text of at least one character; it yields the shortest first."""
    for end in range(at + 1, len(text) + 1):
        yield end, text[at:end]


def one_of(known: Mapping[str, Any]) -> Parser:
    """A parser for one of several texts, the longest first; its value is what `known` has for the text."""
    by_start: dict[str, list[str]] = {}
    for text in sorted(filter(None, known), key=len, reverse=True):
        by_start.setdefault(text[:2], []).append(text)

    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        for start in (text[at : at + 2], text[at : at + 1]):
            for name in by_start.get(start, []):
                if text.startswith(name, at):
                    yield at + len(name), known[name]
            if len(start) < 2:
                return

    return read


def either(*parsers: Parser) -> Parser:
    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        for parser in parsers:
            yield from parser(text, at)

    return read


def maybe(parser: Parser, otherwise: Any = None) -> Parser:
    """A parser for a part that may be left out; its value is then `otherwise`."""

    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        yield from parser(text, at)
        yield at, otherwise

    return read


def in_turn(*parsers: Parser) -> Parser:
    """A parser for several parts, one after the other; its value is the list of their values."""

    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        yield from _rest(text, at, 0, [])

    def _rest(text: str, at: int, n: int, found: list[Any]) -> Iterator[tuple[int, Any]]:
        if n == len(parsers):
            yield at, found
            return
        for end, value in parsers[n](text, at):
            yield from _rest(text, end, n + 1, [*found, value])

    return read


def many(parser: Parser, between: str, least: int = 1) -> Parser:
    """A parser for repetitions with a separator; its value is a list, the longest first. With `least` 0 the list may be empty."""
    separator = literal(between)

    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        for end, value in parser(text, at):
            for after, _ in separator(text, end):
                for last, more in read(text, after):
                    yield last, [value, *more]
            yield end, [value]

    if least:
        return read
    return maybe(read, [])


def later(name: Callable[[], Parser]) -> Parser:
    """A parser that is made only when it is first used."""

    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        yield from name()(text, at)

    return read


_GAP = re.compile(r"\{(\w+)\}")


def template(key: str, written: str, gaps: Mapping[str, Parser]) -> Parser:
    """A parser for a sentence pattern of the text catalogue; its value is a `Claim`."""
    parts: list[tuple[str, Parser]] = []
    at = 0
    for match in _GAP.finditer(written):
        parts += [("", literal(written[at : match.start()])), (match[1], gaps[match[1]])]
        at = match.end()
    parts.append(("", literal(written[at:])))
    names, parser = [name for name, _ in parts], in_turn(*(p for _, p in parts))

    def read(text: str, at: int) -> Iterator[tuple[int, Any]]:
        for end, values in parser(text, at):
            yield end, Claim(key, {n: v for n, v in zip(names, values, strict=True) if n}, text[at:end])

    return read


def whole(parser: Parser, text: str) -> Any:
    """The value of the first way in which the parser reads the whole text; None if there is none."""
    return next((value for end, value in parser(text, 0) if end == len(text)), None)


def readings(parser: Parser, text: str) -> Iterable[Any]:
    """The values of all ways in which the parser reads the whole text."""
    return (value for end, value in parser(text, 0) if end == len(text))
