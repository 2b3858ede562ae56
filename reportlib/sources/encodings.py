"""In which encoding a file of text is written."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from reportlib.sources.files import stopped

CALLED: Final = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16", "utf-16-le": "UTF-16"}
_CHUNK: Final = 1 << 20
_BYTES_LOOKED_AT: Final = 1 << 16
_OF_PROGRAMS: Final = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf-7"})
"""What Python can decode too, and no file of text is written in."""
_COMMON: Final = 0.8
"""Of the characters beyond ASCII read as GB18030 so many must be those that people write; else it is another encoding."""


@dataclass(frozen=True)
class TextFormat:
    """How a file of text is written: its encoding, whether quotation marks stand in it, and whether a NUL does."""

    encoding: str
    quoted: bool
    strange: bool


def format_of(stream: BinaryIO, file: str, encoding: str | None) -> TextFormat:
    """How a file of text is written: in the encoding given, or the first that fits.

    Raises
    ------
    DataError
        When it is in none of the encodings that are known, with the line that cannot be read.
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
    return _as(stream, file, "utf-8-sig")


def _begin(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(_BYTES_LOOKED_AT)


def _as(stream: BinaryIO, file: str, encoding: str) -> TextFormat:
    """The file in an encoding; refused with the first line that is not."""
    if not _is_known(encoding):
        examples = "utf-8, gb18030, utf-16, cp1252"
        raise stopped(f"encoding '{encoding}' is not known; write one such as {examples}", file)
    try:
        return _format_in(stream, encoding)
    except UnicodeError:  # one of UTF-16 also where its first two bytes do not say which
        called = CALLED.get(encoding, encoding)
    line = _first_wrong(stream, encoding)
    mend = "save the file as 'CSV UTF-8', or name its encoding in params/sources.yaml, such as `encoding: cp1252`"
    raise stopped(f"not {called} text; save it as 'CSV UTF-8'", file, line=line, mend=mend)


def _is_known(encoding: str) -> bool:
    """Whether it is the name of an encoding of text."""
    try:
        name = codecs.lookup(encoding).name
        "".encode(encoding)  # refused by those that are of bytes, such as base64
    except (LookupError, UnicodeError):
        return False
    return name not in _OF_PROGRAMS


def _texts(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The text of a file, piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    while piece := stream.read(_CHUNK):
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def _format_in(stream: BinaryIO, encoding: str) -> TextFormat:
    """How a file is written, all of which can be read in an encoding."""
    quoted = strange = False
    for text in _texts(stream, encoding):
        quoted, strange = quoted or '"' in text, strange or "\0" in text
    return TextFormat(encoding, quoted=quoted or strange, strange=strange)


def _is_chinese(stream: BinaryIO) -> bool:
    """Whether what a file holds beyond ASCII, read as GB18030, are characters that people write."""
    count = common = 0
    for text in _texts(stream, "gb18030"):
        beyond = [letter for letter in text if letter > "\x7f"]
        count += len(beyond)
        common += sum(1 for letter in beyond if letter.encode("gb2312", "ignore"))
    return common >= _COMMON * count


def _first_wrong(stream: BinaryIO, encoding: str) -> int:
    """The first line that cannot be read in an encoding."""
    stream.seek(0)
    try:
        stream.read().decode(encoding)
    except UnicodeDecodeError as error:
        return error.object[: error.start].count(b"\n") + 1
    except UnicodeError:
        pass
    return 1
