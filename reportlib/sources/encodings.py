"""Find the encoding of a text file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from reportlib.sources.files import stopped

CALLED: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "gb18030": "GB18030",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "cp1252": "Windows-1252 (Western European)",
}
_CHUNK: Final = 1 << 20
_BYTES_LOOKED_AT: Final = 1 << 16
_OF_PROGRAMS: Final = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf-7"})
"""Codecs of Python in which no text file is written."""
_BEYOND: Final = re.compile(r"[^\x00-\x7f]+")
_LETTERS: Final = frozenset(
    "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00f1\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8"
    "\u00f9\u00fa\u00fb\u00fc\u00df\u0153\u00c0\u00c1\u00c2\u00c4\u00c5\u00c6\u00c7\u00c8\u00c9\u00ca\u00cd\u00ce\u00d1\u00d3\u00d4\u00d6\u00d8\u00da\u00dc\u0152\u20ac\u00a3\u2019\u2013"
)
_SECOND_LEVEL: Final = b"\xd8"
"""The first byte of GB 2312 characters of the second level, which are rarer."""
_COMMON: Final = 0.8
"""The share of non-ASCII characters that must be common ones for an encoding to be accepted."""


@dataclass(frozen=True)
class TextFormat:
    """The encoding of a text file. `quoted`: it may contain quotation marks; `strange`: it contains a NUL character."""

    encoding: str
    quoted: bool
    strange: bool


def format_of(stream: BinaryIO, file: str, encoding: str | None) -> TextFormat:
    """The format of a text file in `encoding`, or if that is None, in the first known encoding that fits.

    Raises
    ------
    DataError
        When the file is not in that encoding, or fits none; the problem has the first line that cannot be read.
    """
    begin = _begin(stream)
    if encoding:
        return _as(stream, file, encoding)
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _as(stream, file, "utf-16")
    if begin[1::2].count(0) > len(begin) // 40 and not begin[::2].count(0):
        return _as(stream, file, "utf-16-le")
    for name in ("utf-8-sig", "gb18030"):
        try:
            text_format = _format_in(stream, name)
        except UnicodeDecodeError:
            continue
        if name == "utf-8-sig" or _is_chinese(stream):
            return text_format
    if _is_western(stream):
        return _format_in(stream, "cp1252")
    return _as(stream, file, "utf-8-sig")


def _begin(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(_BYTES_LOOKED_AT)


def _as(stream: BinaryIO, file: str, encoding: str) -> TextFormat:
    if not _is_known(encoding):
        examples = "utf-8, gb18030, utf-16, cp1252"
        raise stopped(f"encoding '{encoding}' is not known; write one such as {examples}", file)
    try:
        return _format_in(stream, encoding)
    except UnicodeError:  # UTF-16 also fails if its first two bytes are no byte order mark
        name = CALLED.get(encoding, encoding)
    line = _first_wrong(stream, encoding)
    mend = "save the file as 'CSV UTF-8', or name its encoding in params/sources.yaml, such as `encoding: cp1252`"
    raise stopped(f"not {name} text; save it as 'CSV UTF-8'", file, line=line, mend=mend)


def _is_known(encoding: str) -> bool:
    try:
        name = codecs.lookup(encoding).name
        "".encode(encoding)  # refused by codecs that turn bytes into bytes, such as base64
    except (LookupError, UnicodeError):
        return False
    return name not in _OF_PROGRAMS


def _texts(stream: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    while piece := stream.read(_CHUNK):
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def _format_in(stream: BinaryIO, encoding: str) -> TextFormat:
    quoted = strange = False
    for text in _texts(stream, encoding):
        quoted, strange = quoted or '"' in text, strange or "\0" in text
    return TextFormat(encoding, quoted=quoted or strange, strange=strange)


def _is_chinese(stream: BinaryIO) -> bool:
    """Whether most non-ASCII characters of a file, decoded as GB18030, are in GB 2312, and half of them in its first level.

    The first level has the most frequent characters. Cyrillic words in Windows-1251 decode to characters of the second.
    """
    count = common = frequent = 0
    for text in _texts(stream, "gb18030"):
        codes = [letter.encode("gb2312", "ignore") for letter in text if letter > "\x7f"]
        count += len(codes)
        common += sum(1 for code in codes if code)
        frequent += sum(1 for code in codes if b"" < code < _SECOND_LEVEL)
    return common >= _COMMON * count and 2 * frequent >= count


def _is_western(stream: BinaryIO) -> bool:
    """Whether most non-ASCII characters of a file, decoded as Windows-1252, are single Western European letters in ASCII text.

    In another alphabet or a double-byte encoding, most of them would be next to each other.
    """
    try:
        text = "".join(_texts(stream, "cp1252"))
    except UnicodeDecodeError:
        return False
    runs = _BEYOND.findall(text)
    letters = sum(all(letter in _LETTERS for letter in run) for run in runs)
    return letters >= _COMMON * len(runs) and sum(len(run) > 1 for run in runs) <= (1 - _COMMON) * len(runs)


def _first_wrong(stream: BinaryIO, encoding: str) -> int:
    stream.seek(0)
    try:
        stream.read().decode(encoding)
    except UnicodeDecodeError as error:
        return error.object[: error.start].count(b"\n") + 1
    except UnicodeError:
        pass
    return 1
