from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportlib.analysis.comparisons.peers import excerpt


@given(st.integers(1, 300), st.data())
def test_an_excerpt_holds_the_best_the_last_the_marked_and_its_neighbours(count: int, data: st.DataObject) -> None:
    marked = data.draw(st.integers(0, count - 1))
    shown = excerpt(count, [marked], 15)
    assert shown == sorted(set(shown)) and len(shown) == min(count, 15)
    wanted = {0, count - 1, marked, max(0, marked - 1), min(count - 1, marked + 1)}
    assert wanted <= set(shown) <= set(range(count))
