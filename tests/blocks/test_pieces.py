"""A list of pieces remains a list of pieces when it is sliced or added to."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib import Report
from reportlib.blocks.pieces import Piece, Pieces


@pytest.fixture
def pieces(small_folder: Path) -> Pieces:
    return Report("town", unit="ash", period="2020Q4", lang="en", workbook=small_folder).dimensions()


def test_a_slice_is_shown_as_they_are(pieces: Pieces) -> None:
    assert len(pieces) > 3
    for slice_, expected in ((pieces[:3], 3), (pieces[1:2], 1), (pieces[::2], (len(pieces) + 1) // 2)):
        assert isinstance(slice_, Pieces) and len(slice_) == expected
    assert isinstance(pieces[0], Piece)


def test_two_of_them_one_after_the_other_are_shown_as_they_are(pieces: Pieces) -> None:
    both = pieces + pieces[:1]
    assert isinstance(both, Pieces) and len(both) == len(pieces) + 1
