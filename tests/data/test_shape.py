"""The rows of a CSV are the same with and without quotation marks."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.sources import lines
from reportlib.sources.lines import widths_of
from reportlib.sources.text import plain_shape, quoted_shape

CELLS = st.text(st.sampled_from("ab;é \u2028\x0b"), max_size=3)
ROWS = st.lists(st.tuples(st.lists(CELLS, min_size=1, max_size=4).map(",".join), st.sampled_from(["\n", "\r\n", "\r", "\n\n"])))


@given(ROWS)
def test_a_quotation_mark_changes_no_row(rows: list[tuple[str, str]]) -> None:
    body = "".join(text + end for text, end in rows)
    plain, quoted = (io.StringIO(f"{head}\n{body}", newline="") for head in ("a,b", '"a",b'))
    assert list(plain_shape(plain, ",")) == list(quoted_shape(quoted, ",", "x.csv"))


@given(st.lists(st.text(st.sampled_from('ab",é \u3000\n\r'), max_size=12), max_size=5))
def test_widths_counted_in_bytes_are_those_of_the_rows(told: list[str]) -> None:
    body = "a,b\n" + "\n".join(told)
    found = widths_of(io.BytesIO(body.encode()), ",")
    if found is not None:
        rows = list(quoted_shape(io.StringIO(body, newline=""), ",", "x.csv"))
        assert rows == list(enumerate(found.tolist(), 1))


def test_widths_are_the_same_whatever_piece_a_line_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "a,b\n" + '"x, y",1\n  ,\né,"2"\n' * 20 + "last,"
    whole = widths_of(io.BytesIO(body.encode()), ",")
    monkeypatch.setattr(lines, "_PIECE", 7)
    parts = widths_of(io.BytesIO(body.encode()), ",")
    assert whole is not None and parts is not None
    assert whole.tolist() == parts.tolist() == [2, *[2, 0, 2] * 20, 2]


def test_a_cell_that_holds_a_comma_or_a_quotation_mark_alone_is_not_blank() -> None:
    found = widths_of(io.BytesIO(b'a,b\n","\n""""\n,""\n'), ",")
    assert found is not None and found.tolist() == [2, 1, 1, 0]
