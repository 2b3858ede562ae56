"""Ids: letters of any script, digits and three signs, so that every file system accepts them and tells them apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportlib.workbook import ids


@pytest.mark.parametrize(
    "name",
    ["a", "Uvn6LCg7dVU", "x-y_z.1", "2024", "_hidden", "示例企业E001", "Łódź", "हिन्दी", "كتاب", "console", "com10", "a" * 60],
)
def test_letters_of_any_script_digits_and_three_signs_make_an_id(name: str) -> None:
    assert ids.fault(name) == ""
    assert ids.legal(name) == name


@pytest.mark.parametrize(
    ("name", "says", "better"),
    [
        ("x/y", "holds '/'", "x-y"),
        ("x\\y", "holds '\\\\'", "x-y"),
        ("a b", "holds ' '", "a-b"),
        ("a:b*c?d|e", "holds ':', '*', '?' …", "a-b-c-d-e"),
        ("a\nb", "holds '\\n'", "a-b"),
        ("a\u200bb", "holds '\\u200b'", "a-b"),
        ("a\u202eb", "holds '\\u202e'", "a-b"),
        ("½", "holds '½'", "id"),
        ("..", "begins with '.'", "id"),
        (".x", "begins with '.'", "x"),
        ("-x", "begins with '-'", "x"),
        ("x.", "ends with '.'", "x"),
        ("CON", "keep for themselves", "CON-1"),
        ("nul.txt", "keep for themselves", "nul-txt-1"),
        ("Lpt9", "keep for themselves", "Lpt9-1"),
        ("", "is empty", "id"),
        ("a" * 61, "takes 61 bytes", "a" * 60),
        ("中" * 21, "takes 63 bytes", "中" * 20),
    ],
)
def test_what_is_no_id_is_told_with_one_that_is(name: str, says: str, better: str) -> None:
    assert says in ids.fault(name)
    assert ids.legal(name) == better


def test_ids_are_the_same_without_regard_to_case_and_to_how_accents_are_written() -> None:
    assert ids.same("Café") == ids.same("CAFE\u0301") != ids.same("cafe")


@given(st.text(max_size=80), st.sets(st.sampled_from(["id", "a", "a-2", "con-1"])))
@example("a", {"a", "a-2"})
@example("." * 70, {"id"})
@example("con", {"con-1"})
@example("é" * 59, set[str]())
def test_whatever_is_written_the_spelling_named_is_an_id_and_is_free(name: str, taken: set[str]) -> None:
    better = ids.legal(name, taken=taken)

    assert ids.fault(better) == ""
    assert ids.same(better) not in taken
