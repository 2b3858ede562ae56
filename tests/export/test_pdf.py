from __future__ import annotations

from reportlib.export.pdf import without_clock


def printed(*parts: int, day: str = "20201201") -> bytes:
    """A made-up PDF with only the lines that differ from print to print: the time, and the numbers of the elements."""
    names = b"".join(b"/ID (node%08d)\n" % part for part in parts)
    return b"%%PDF-1.4\n/CreationDate (D:%s103000+08'00')\n" % day.encode() + names + b"%%EOF"


def test_a_pdf_does_not_say_when_nor_after_which_other_it_was_printed() -> None:
    early, late = printed(186, 190, 186, day="20201201"), printed(4, 192, 4, day="20261126")

    assert without_clock(early) == without_clock(late)
    assert len(without_clock(early)) == len(early)


def test_the_parts_of_a_pdf_stay_in_order_and_apart() -> None:
    assert without_clock(printed(7, 3, 9, 3)).count(b"node00000001") == 2
    assert [line[-9:-1] for line in without_clock(printed(7, 3, 9)).splitlines()[2:5]] == [b"00000002", b"00000001", b"00000003"]
