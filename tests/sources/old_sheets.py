"""Makes `places.xls` in this folder.

Run it only to make the file again, where xlwt is installed (`pip install xlwt==1.3.0`). xlwt is no longer maintained, so the
tests read the file that was made once.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

PLACES_XLS = Path(__file__).with_name("places.xls")
TITLE = "各市从业人员（人）"
PEOPLE = [("南京", 2022, 1001, dt.date(2023, 4, 12)), ("无锡", 2022, 1002.5, dt.date(2023, 4, 13)), ("徐州", 2022, "x", None)]
MONEY = [("南京", 12.25), ("无锡", 13.5)]


def main() -> None:
    """Write the file: one sheet with a title over merged cells, and one whose table begins further down and to the right."""
    import xlwt  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415 not among what the tests need

    book = xlwt.Workbook(encoding="utf-8")
    people = book.add_sheet("人员")
    people.write_merge(0, 0, 0, 3, TITLE)
    for column, name in enumerate(("城市", "年份", "人数", "报送日期")):
        people.write(1, column, name)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, (place, year, count, sent) in enumerate(PEOPLE, 2):
        people.write(row, 0, place)
        people.write(row, 1, year)
        people.write(row, 2, count)
        if sent:
            people.write(row, 3, dt.datetime.combine(sent, dt.time()), day)
    money = book.add_sheet("产值")
    for column, name in enumerate(("城市", "产值")):
        money.write(3, 2 + column, name)
    for row, (place, amount) in enumerate(MONEY, 4):
        money.write(row, 2, place)
        money.write(row, 3, amount)
    book.save(str(PLACES_XLS))


if __name__ == "__main__":
    main()
