"""The rows of a CSV are the same whether or not a quotation mark stands in it."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from reportlib.data.sources.text import plain_shape, quoted_shape

CELLS = st.text(st.sampled_from("ab;é \u2028\x0b"), max_size=3)
ROWS = st.lists(st.tuples(st.lists(CELLS, min_size=1, max_size=4).map(",".join), st.sampled_from(["\n", "\r\n", "\r", "\n\n"])))


@given(ROWS)
def test_a_quotation_mark_changes_no_row(rows: list[tuple[str, str]]) -> None:
    body = "".join(text + end for text, end in rows)
    plain, quoted = (io.StringIO(f"{head}\n{body}", newline="") for head in ("a,b", '"a",b'))
    assert list(plain_shape(plain, ",")) == list(quoted_shape(quoted, ",", "x.csv"))
