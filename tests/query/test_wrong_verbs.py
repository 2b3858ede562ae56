"""Sixty questions that cannot be drawn each raise one line: what is wrong, and what to write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reportlib.errors import QueryError
from reportlib.query import Book
from reportlib.workbook import Workbook

Question = Callable[[Book], object]
WRONG: list[tuple[Question, str]] = [
    (lambda wb: wb["visits", "fines"].of("ash").trend(), "trend() takes one indicator; 2 are chosen"),
    (lambda wb: wb.of("ash").trend(), "see multiples()"),
    (lambda wb: wb["visits"].of("ash").at("latest").trend(), "a line takes 2 periods or more"),
    (lambda wb: wb["visits"].of("ash").at(2020).trend(), "write at('last 4') or over()"),
    (lambda wb: wb["visits"].of("ash").at(2019, "2020Q4").trend(), "periods of one length"),
    (lambda wb: wb["visits"].of("ash").at("2020YTD06", "2020YTD09").trend(), "periods of one length"),
    (lambda wb: wb["visits"].of("ash").over("moth").trend(), "did you mean 'month'"),
    (lambda wb: wb["visits"].each("town").by("owner").trend(), "takes groups of units, such as by('parent')"),
    (lambda wb: wb["visits"].of("ash").at(2031, 2032).trend(), "reach from 2019Q1"),
    (lambda wb: wb["lending-place"].of("north").trend(), "has no figures on level region"),
    (lambda wb: wb["visits"].of("birch").at("2019Q1", "2019Q2").trend(), "existed in these periods"),
    (lambda wb: wb["visits"].of("ash").against(), "against(…) takes 'parent', 'rest', 'peers', 'target' or a unit"),
    (lambda wb: wb["visits"].of("ash").against("parnet"), "did you mean 'parent'"),
    (lambda wb: wb["visits"].of("ash").against("goal"), "it takes 'parent', 'rest', 'peers', 'target' or a unit"),
    (lambda wb: wb["visits"].of("ash").against("birhc"), "did you mean 'birch'"),
    (lambda wb: wb["visits"].of("ash").against(None), "unit None is not known"),
    (lambda wb: wb["visits"].of("ash").against(["parent"]), "unit ['parent'] is not known"),
    (lambda wb: wb["visits"].of("ash").against("parent").trend(), "'visits' is a flow: against('parent') takes ratios"),
    (lambda wb: wb["visits"].of("ash").against("rest").trend(), "takes ratios and scores"),
    (lambda wb: wb["members"].of("ash").against("peers").trend(), "'members' is a distinct count"),
    (lambda wb: wb["visits"].of("ash").against("whole").trend(), "units of two levels are not set beside each other"),
    (lambda wb: wb["visits"].of("ash").against("parent").values(), "takes ratios and scores"),
    (lambda wb: wb["mood"].of("whole").against("parent").trend(), "there is no unit above 'whole'"),
    (lambda wb: wb["mood"].of("ash", "birch").against("rest").trend(), "against('rest') takes one unit; 2 are chosen"),
    (lambda wb: wb["homes"].of("ash", "birch").against("target").trend(), "against('target') takes one unit"),
    (lambda wb: wb["mood"].each("town").by("parent").against("parent").trend(), "a group has no parent"),
    (lambda wb: wb["mood"].each("town").by("parent").against("rest").values(), "a group has no rest"),
    (lambda wb: wb["visits"].each("town").multiples(), "multiples() takes one unit; 4 are chosen"),
    (lambda wb: wb.of("ash").at(2020).multiples(), "a line takes 2 periods or more"),
    (lambda wb: wb.of("ash").against("target").multiples(), "multiples() draws no targets"),
    (lambda wb: wb["visits", "homes"].of("ash").against("parent").multiples(), "takes ratios and scores, and none of these"),
    (lambda wb: wb["visits", "mood"].each("town").spread(), "spread() takes one indicator; 2 are chosen"),
    (lambda wb: wb["mood"].each("town").at("last 2").spread(), "spread() takes one period; 2 are chosen"),
    (lambda wb: wb["mood"].of("ash").spread(), "spread() takes 2 units or more"),
    (lambda wb: wb["mood"].of("ash", "north").spread(), "takes units of one level; these are of town and region"),
    (lambda wb: wb["mood"].each("town").by("dimension").spread(), "not by('dimension')"),
    (lambda wb: wb["mood"].each("town").by("colour").spread(), "attribute 'colour' is not known"),
    (lambda wb: wb["mood"].each("town").against("rest").spread(), "'rest' is another one for each unit"),
    (lambda wb: wb["mood"].each("town").against("parent").spread(), "there are 2 units above these"),
    (lambda wb: wb["mood"].each("town").against("north", "south").spread(), "draws one line through all units"),
    (lambda wb: wb["visits"].each("town").against("north").spread(), "'north' is of another level"),
    (lambda wb: wb["mood"].each("town").relate("modo"), "indicator 'modo' is not known; did you mean 'mood'"),
    (lambda wb: wb["mood"].each("town").relate(None), "indicator None is not known"),
    (lambda wb: wb["mood"].each("town").relate("mood"), "that is the indicator itself"),
    (lambda wb: wb["mood"].each("town").relate("lending", size="mood"), "size='mood' is a score"),
    (lambda wb: wb["mood"].each("town").relate("lending", size="vists"), "did you mean 'visits'"),
    (lambda wb: wb["mood"].each("town").at("last 2").relate("lending"), "relate() takes one period"),
    (lambda wb: wb["mood"].each("region").relate("lending-place"), "has no figures of these units; it has on realm, town"),
    (lambda wb: wb["mood"].of("ash").relate("lending"), "relate() takes 2 units or more"),
    (lambda wb: wb["mood"].of("ash", "north").relate("lending"), "takes units of one level"),
    (lambda wb: wb["mood"].each("town").against("north").relate("lending"), "sets nothing beside its figures"),
    (lambda wb: wb["lending"].of("north").contribution(), "takes a count that adds up over units; 'lending' is a ratio"),
    (lambda wb: wb["members"].of("north").contribution(), "'members' is a distinct count, which does not"),
    (lambda wb: wb["visits"].each("region").contribution(), "contribution() takes one unit; 2 are chosen"),
    (lambda wb: wb["visits"].of("ash").contribution(), "there are no units below 'ash'"),
    (lambda wb: wb["visits"].of("north").at("last 2").contribution(), "contribution() takes one period"),
    (lambda wb: wb["lending"].of("north").composition(), "'lending' is a ratio"),
    (lambda wb: wb["mood"].of("north").composition(), "'mood' is a score"),
    (lambda wb: wb["lending-place"].of("whole").composition(), "'lending-place' is a rank"),
    (lambda wb: wb["visits"].each("town").composition(), "composition() takes one unit"),
    (lambda wb: wb["visits"].of("north").by("parent").composition(), "is of units, not of groups"),
    (lambda wb: wb["visits", "homes"].of("north").composition(), "composition() takes one indicator"),
    (lambda wb: wb.each("town").at("last 2").heatmap(), "has two sides, not three"),
    (lambda wb: wb.each("town").at("last 2").table(), "choose one indicator, one unit, or one period"),
    (lambda wb: wb["visits"].of("ash").against("birch").table(), "table() sets nothing beside its figures"),
    (lambda wb: wb["visits"].each("town").against("ash").change(2019, 2020), "change() sets nothing beside its figures"),
    (lambda wb: wb["visits", "homes"].of("ash").change("2020Q3", "2020Q4").chart(), "values() tells of all"),
    (lambda wb: wb["mood"].each("town").against("peers").rank(), "'peers' is another one for each unit"),
    (lambda wb: wb["mood"].each("town").rank().titled(""), "titled(…) takes the words of a title, not ''"),
    (lambda wb: wb["mood"].each("town").rank().edit("wider"), "edit(…) takes a function of a figure, not 'wider'"),
    (lambda wb: wb["mood"].each("town").rank().edit(lambda _: 3), "gives a plotly figure or nothing, not int"),
    (lambda wb: wb["mood"].each("town").rank().edit(lambda f: f.update_layout(template="plotly_dark")), "keeps its template"),
    (lambda wb: wb["fines"].of("ash").trend().figure, "there is no figure: Fines: fewer than two figures"),
    (lambda wb: wb["visits"].where(start="soon"), "start: 'soon' is not a period"),
]  # fmt: skip


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
