"""A notebook's report is due exactly when it would be drawn differently; and a kernel draws what an analyst's session does."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.blocks import Chart, Table
from reportlib.data import read_targets
from reportlib.errors import QueryError
from reportlib.handover import lay_out
from reportlib.handover.query_source import open_source, read_notes
from reportlib.periods import Period
from reportlib.query import Book, Selection
from reportlib.query.book import book_of
from reportlib.query.change_and_rank import Answer
from reportlib.query.reads import Answers, Reads
from reportlib.workbook import Workbook
from tests.build.changes import CHANGES, Change, Given, with_towns

EXAMPLES = 4
PERIOD = Period.parse("2020Q4")
TODAY = dt.date(2021, 6, 1)
UNITS = ("ash", "north")


def drawn(book: Book, unit: str) -> Iterator[str]:
    """All texts of the charts and tables in a notebook on a unit."""

    def own(*names: str) -> Selection:
        return replace(book[names], unit=unit)

    for question in (
        lambda: own("lending").against("parent", "rest", "peers").trend(),
        lambda: own("homes").against("target").trend(),
        lambda: own("visits", "lending").against("parent").multiples(),
        lambda: own("visits").contribution(),
        lambda: own("visits").of("whole").composition(),
        lambda: own("lending").each("town").by("parent").spread(),
        lambda: own("lending").each("town").relate("mood", size="visits"),
        lambda: own("visits", "lending").of("siblings").heatmap(),
        lambda: own("visits", "homes").table(),
        lambda: own("lending").trend(),
        lambda: own("mood").rank(),
        lambda: own("mood").each("town").rank().top(2),
        lambda: own("visits").each("town").change("2020Q3", "2020Q4"),
        lambda: own("visits").each("town").by("parent").trend(),
    ):
        try:
            found = question()
        except QueryError as error:
            yield str(error).partition(";")[0]
            continue
        yield said(found._block() if isinstance(found, Answer) else found)


def said(block: Chart | Table) -> str:
    alt = block.alt if isinstance(block, Chart) else ""
    return "\n".join([block.why, block.title, block.subtitle, block.note, alt, block.table.to_csv()])


def notebook(workbook: Workbook, unit: str) -> tuple[list[str], Reads]:
    """The output of a notebook on the present workbook, and the questions that it asked."""
    reads = Reads()
    book = Book(workbook, lang="en", snapshot=Snapshot.of_files(workbook).seen_from(PERIOD), reads=reads)
    return list(drawn(book, unit)), reads


@pytest.fixture
def given(small_folder: Path) -> Given:
    return with_towns(Given.read(small_folder))


@pytest.mark.slow
def test_nothing_that_is_drawn_otherwise_is_missed(given: Given, tmp_path: Path) -> None:
    workbook = given.write(tmp_path / "before")
    before = {unit: notebook(workbook, unit) for unit in UNITS}
    assert all(len(shown) == 14 and sum(text.startswith("\n") for text in shown) >= 8 for shown, _ in before.values())
    found = Counter[str]()

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    @hypothesis.given(changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=2), seed=st.integers(0, 10**6))
    def holds(changes: list[Change], seed: int) -> None:
        rng, changed = random.Random(seed), copy.deepcopy(given)
        for change in changes:
            change(changed, rng)
        found["examples"] += 1
        after = changed.write(tmp_path / f"after-{found['examples']}")
        answers = Answers(after, Snapshot.of_files(after), TODAY)
        for unit, (shown, reads) in before.items():
            if unit not in after.units.by_id or not after.units[unit].exists(PERIOD):
                continue
            other = notebook(after, unit)[0] != shown
            due = any(answers.answer(question) != answer for question, answer in reads.answers_by_question.items())
            found.update(told=1, other=other, due=due)
            assert due or not other, f"{unit} would be missed"

    holds()
    assert found["other"] >= 2 and found["due"] < 2 * found["other"], found


def test_a_kernel_draws_what_an_analyst_does(small_workbook: Workbook, tmp_path: Path) -> None:
    # Run twice on the files that a build wrote: the second run finds what the first one computed.
    folder, notes = tmp_path / "laid", tmp_path / "asked"
    folder.mkdir(mode=0o700)
    lay_out(folder, small_workbook, Snapshot.of_files(small_workbook).observations, read_targets(small_workbook))
    shown, reads = notebook(small_workbook, "ash")
    for _ in range(2):
        book = book_of(open_source(folder, notes), lang="en", until=PERIOD)
        assert list(drawn(book, "ash")) == shown
        assert read_notes(notes) == reads.answers_by_question
    assert {f"rests {PERIOD}", f"parts {PERIOD}", f"pushes {PERIOD}", "targets"} <= {path.name for path in folder.iterdir()}


def test_what_a_report_asks_is_written_as_its_template_writes_it(small_workbook: Workbook) -> None:
    book = Book(small_workbook, lang="en", snapshot=Snapshot.of_files(small_workbook).seen_from(PERIOD))
    assert replace(book["visits"], unit="ash").trend().code == 'report["visits"].trend()'


class TestOfAReport:
    @pytest.fixture
    def own(self, small_workbook: Workbook) -> Selection:
        book = Book(small_workbook, lang="en", snapshot=Snapshot.of_files(small_workbook).seen_from(PERIOD))
        return replace(book["mood"], unit="ash")

    def test_its_unit_is_drawn_beside_the_one_above_and_its_target(self, own: Selection) -> None:
        lending = replace(own.book["lending"], unit="ash").trend()
        assert list(lending.table.columns) == ["Period", "Ash", "North"] and "Nothing to compare with" not in lending.note
        homes = replace(own.book["homes"], unit="ash").trend()
        assert list(homes.table.columns) == ["Period", "Ash", "Target"]

    def test_its_unit_is_ranked_among_those_beside_it_where_it_has_none_below(self, own: Selection) -> None:
        assert "takes 3 units or more; 2 are chosen" in own.rank().chart().why, "Ash and Birch stand under North"
        with pytest.raises(QueryError, match="takes 3 units or more; 2 are chosen"):
            own.rank().values()
        chart = own.each("town").rank().chart()
        assert chart.title == "Mood: Ash is 2nd of 3" and chart.claims[0].kind == "rank"
        assert chart.code == 'report["mood"].each("town").rank()'
