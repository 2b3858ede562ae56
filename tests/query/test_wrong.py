"""Questions that cannot be answered raise one line: what is wrong, and the nearest known name or what to write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from IPython.core.interactiveshell import InteractiveShell

from reportlib.errors import QueryError
from reportlib.query import Book
from reportlib.workbook import Workbook

Question = Callable[[Book], object]
WRONG: list[tuple[Question, str]] = [
    (lambda wb: wb["visist"], "did you mean 'visits'"),
    (lambda wb: wb["VISITSS"], "did you mean 'visits'"),
    (lambda wb: wb["lend"], "did you mean 'lending'"),
    (lambda wb: wb["借阅"], "did you mean 'lending'"),
    (lambda wb: wb[""], "indicator '' is not known"),
    (lambda wb: wb[3], "indicator 3 is not known"),
    (lambda wb: wb[None], "indicator None is not known"),
    (lambda wb: wb[[]], "takes the name of an indicator"),
    (lambda wb: wb["visits", "nothing"], "indicator 'nothing' is not known"),
    (lambda wb: wb["ash"], "indicator 'ash' is not known"),
    (lambda wb: wb["visits"].of("ashe"), "did you mean 'ash' (白蜡镇 / Ash)"),
    (lambda wb: wb["visits"].of("Bich"), "did you mean 'birch'"),
    (lambda wb: wb["visits"].of("镇"), "did you mean"),
    (lambda wb: wb["visits"].of(), "of(…) takes the units"),
    (lambda wb: wb["visits"].of(7), "unit 7 is not known"),
    (lambda wb: wb["visits"].of(["ash"]), "unit ['ash'] is not known"),
    (lambda wb: wb["visits"].of("town"), "unit 'town' is not known"),
    (lambda wb: wb["visits"].each("twon"), "did you mean 'town'"),
    (lambda wb: wb["visits"].each("towns"), "did you mean 'town'"),
    (lambda wb: wb["visits"].each(None), "level None is not known"),
    (lambda wb: wb["visits"].each("town", within="nroth"), "did you mean 'north'"),
    (lambda wb: wb["visits"].at("2020Q5").values(), "2020Q5"),
    (lambda wb: wb["visits"].at("twenty").values(), "'twenty' is not a period"),
    (lambda wb: wb["visits"].at("").values(), "is not a period"),
    (lambda wb: wb["visits"].at(2031).values(), "reach from 2019Q1 to 2020"),
    (lambda wb: wb["visits"].at("2018Q4").values(), "reach from 2019Q1 to 2020"),
    (lambda wb: wb["visits"].at("2020-11").values(), "ask for a quarter"),
    (lambda wb: wb["visits"].at(True).values(), "True is no period"),
    (lambda wb: wb["visits"].at(None).values(), "None is no period"),
    (lambda wb: wb["visits"].at(20.5).values(), "20.5 is no period"),
    (lambda wb: wb["visits"].at().values(), "at(…) takes the periods"),
    (lambda wb: wb["visits"].at("last 0").values(), "latest, previous, last 4"),
    (lambda wb: wb["visits"].at("last 99999").values(), "asks for more than"),
    (lambda wb: wb["visits"].at(99999999).values(), "is not a period"),
    (lambda wb: wb["visits"].over("quarters"), "did you mean 'quarter'"),
    (lambda wb: wb["visits"].over(4), "kind of period 4 is not known"),
    (lambda wb: wb["visits"].over("month").values(), "ask for a quarter"),
    (lambda wb: wb["visits"].by("peergroup"), "did you mean 'peer_group'"),
    (lambda wb: wb["visits"].by("colour"), "attribute 'colour' is not known"),
    (lambda wb: wb["visits"].by(None), "attribute None is not known"),
    (lambda wb: wb["lending-place"].by("parent"), "is a rank that does not add up"),
    (lambda wb: wb["visits"].of("north", "ash").by("parent").values(), "units of two levels do not add up"),
    (lambda wb: wb["visits"].where(colour="red"), "attribute 'colour' is not known"),
    (lambda wb: wb["visits"].where(owner="libary"), "did you mean 'library'"),
    (lambda wb: wb["visits"].where(owner="clerk"), "no indicator here is one of owner='clerk'"),
    (lambda wb: wb["visits"].where(pilot="yes"), "pilot is True or False, not 'yes'"),
    (lambda wb: wb["visits"].where(level="twn"), "did you mean 'town'"),
    (lambda wb: wb["visits"].each("town").where(peer_group="new").values(), "existed in these periods that meets what"),
    (lambda wb: wb["visits"].of("birch").at("2020Q1").values(), "existed in these periods"),
    (lambda wb: wb["lending-place"].each("region").values(), "has no figures on level region; it has on realm, town"),
    (lambda wb: wb["visits"].change("2020Q3", "2020"), "differ in length"),
    (lambda wb: wb["visits"].change(2020, 2019), "does not come after"),
    (lambda wb: wb["visits"].change(2020, 2020), "does not come after"),
    (lambda wb: wb["visits"].change("last 4", "latest"), "stands for 4 periods"),
    (lambda wb: wb["visits"].change(2018, 2019), "reach from 2019Q1"),
    (lambda wb: wb["visits"].each("town").by("parent").change(2019, 2020), "leave by(…) out"),
    (lambda wb: wb["visits"].each("town").change(2019, 2020).top(0), "takes a number from 1"),
    (lambda wb: wb["visits"].each("town").change(2019, 2020).top("ten"), "takes a number from 1"),
    (lambda wb: wb["mood"].each("town").rank().top(2.5), "takes a number from 1"),
    (lambda wb: wb["visits"].each("town").rank(), "units are not ranked by 'visits'"),
    (lambda wb: wb["mood", "lending"].each("town").rank(), "takes one indicator; 2 are chosen"),
    (lambda wb: wb["mood"].each("town").at("last 2").rank(), "takes one period; 2 are chosen"),
    (lambda wb: wb["mood"].of("north", "ash", "birch").rank(), "units of two levels are not ranked"),
    (lambda wb: wb["mood"].of("ash", "birch").rank(), "takes 3 units or more; 2 are chosen"),
    (lambda wb: wb.of("nobody"), "unit 'nobody' is not known"),
    (lambda wb: wb.where(dimension="readng"), "did you mean 'reading'"),
    (lambda wb: wb.missing(last=0), "last is a number of periods"),
    (lambda wb: wb.missing(last="two"), "last is a number of periods"),
    (lambda wb: wb.missing(last=50), "goes back to"),
]


@pytest.fixture
def wb(small_workbook: Workbook) -> Book:
    return Book(small_workbook, lang="en")


def test_there_are_sixty() -> None:
    assert len(WRONG) >= 60


@pytest.mark.parametrize(("question", "says"), WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_it_is_answered_in_one_line(wb: Book, question: Question, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        question(wb)
    line = str(caught.value)
    assert says in line and len(line.splitlines()) == 1 and len(line) < 400


def test_a_language_that_is_none_of_the_workbook_s_is_told(wb: Book) -> None:
    with pytest.raises(QueryError, match="language 'fr' is not one of this workbook; languages: zh, en"):
        Book(wb.workbook, lang="fr")


def test_a_notebook_shows_the_line_alone(wb: Book, capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.push({"wb": wb})
    shell.run_cell("wb['visist']")
    shown = capsys.readouterr().out
    assert "QueryError: indicator 'visist' is not known; did you mean 'visits'" in shown and "File" not in shown
