"""Questions of a report are noted, and their answers change exactly when the figures do."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.data import read_targets
from reportlib.errors import QueryError
from reportlib.handover import lay_out, query_source
from reportlib.handover.query_source import open_source, read_notes
from reportlib.periods import Period
from reportlib.query import Book, Selection
from reportlib.query.book import book_of
from reportlib.query.reads import NONE, Answers, Reads
from reportlib.workbook import Workbook
from tests.build.changes import CHANGES, Change, Given, with_towns

EXAMPLES = 7
PERIOD = Period.parse("2020Q4")
TODAY = dt.date(2021, 6, 1)
UNITS = ("ash", "dale", "north")


def bound(book: Book, unit: str) -> Callable[[str], Selection]:
    return lambda name: replace(book[name], unit=unit)


def asked(book: Book, unit: str) -> Iterator[str]:
    """The answers to the questions of a report's notebook; one of the questions depends on an earlier answer."""
    own = bound(book, unit)
    lending = own("借阅率").of("siblings").values()
    yield lending.to_csv()
    yield own("visits").over().values().to_csv()
    if (lending["value"] > 30).any():
        yield book["visits"].each("town").by("pilot").values().to_csv()
    for question in (
        lambda: own("members").of("parent").values(),
        lambda: own("visits").each("town", within="north").at("last 2").values(),
        lambda: own("visits").each("town").change("2019Q4", "2020Q4").top(3).values(),
        lambda: own("lending").each("town").rank().values(),
        lambda: book.where(owner="library", kind="flow").of("whole").values(),
        lambda: book.missing(last=2),
        lambda: book.find("n"),
    ):
        try:
            yield question().to_csv()
        except QueryError as error:
            yield str(error).partition(";")[0]


def notebook(workbook: Workbook, unit: str) -> tuple[list[str], Reads]:
    """The output of a notebook on the present workbook, and the questions that it asked."""
    reads = Reads()
    book = Book(workbook, lang="en", snapshot=Snapshot.of_files(workbook).seen_from(PERIOD), reads=reads)
    return list(asked(book, unit)), reads


def due(reads: Reads, answers: Answers) -> bool:
    return any(answers.answer(question) != answer for question, answer in reads.answers_by_question.items())


@pytest.fixture
def given(small_folder: Path) -> Given:
    return with_towns(Given.read(small_folder))


@pytest.mark.slow
def test_nothing_that_changes_an_answer_is_missed(given: Given, tmp_path: Path) -> None:
    workbook = given.write(tmp_path / "before")
    before = {unit: notebook(workbook, unit) for unit in UNITS}
    found = Counter[str]()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
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
            found.update(told=1, other=other, due=due(reads, answers))
            assert due(reads, answers) or not other, f"{unit} would be missed"

    holds()
    assert found["other"] >= 2, found
    assert found["due"] < 2 * found["other"], found


def test_asked_again_of_the_same_workbook_the_answers_are_the_same(small_workbook: Workbook) -> None:
    _, reads = notebook(small_workbook, "ash")
    answers = Answers(small_workbook, Snapshot.of_files(small_workbook), TODAY)
    assert {question: answers.answer(question) for question in reads.answers_by_question} == reads.answers_by_question
    assert len(reads.answers_by_question) > 20


@pytest.mark.parametrize(
    "text", ["", "nothing", "[]", '["", "magic"]', '["", "answer", "x"]', '["x", "reach"]', '["", "figures", 1]', "{}"]
)
def test_what_is_no_question_has_no_answer(small_workbook: Workbook, text: str) -> None:
    assert Answers(small_workbook, Snapshot.of_files(small_workbook), TODAY).answer(text) == NONE


def test_a_kernel_is_answered_as_an_analyst_is_and_says_what_it_asked(small_workbook: Workbook, tmp_path: Path) -> None:
    # Run twice on the files that a build wrote: the second run finds what the first one computed.
    folder, notes = tmp_path / "laid", tmp_path / "asked"
    folder.mkdir(mode=0o700)
    lay_out(folder, small_workbook, Snapshot.of_files(small_workbook).observations, read_targets(small_workbook))
    shown, reads = notebook(small_workbook, "ash")
    for _ in range(2):
        book = book_of(open_source(folder, notes), lang="en", until=PERIOD)
        assert list(asked(book, "ash")) == shown
        assert read_notes(notes) == reads.answers_by_question
        assert {f"figures {PERIOD}", "reach", "sent"} <= {path.name for path in folder.iterdir()}


def test_nothing_later_than_the_report_is_seen(small_workbook: Workbook) -> None:
    book = Book(small_workbook, lang="en", snapshot=Snapshot.of_files(small_workbook).seen_from(Period.parse("2020Q2")))
    own = bound(book, "ash")
    assert list(own("visits").over().values()["period"])[-1] == "2020Q2"
    assert list(own("visits").at("latest", "previous").values()["value"]) == [11, 10]
    with pytest.raises(QueryError, match="2020Q3 is not covered"):
        own("visits").at("2020Q3").values()


def test_a_yearly_report_is_answered_for_its_year(small_workbook: Workbook) -> None:
    book = Book(small_workbook, lang="en", snapshot=Snapshot.of_files(small_workbook).seen_from(Period.parse("2020")))
    found = bound(book, "ash")("visits").at("latest", "previous").values()
    assert list(zip(found["period"], found["value"], strict=True)) == [("2020", 46), ("2019", 32)]


def test_by_hand_nothing_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPORTLIB_HANDOVER", raising=False)
    assert query_source() is None
