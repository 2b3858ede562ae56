"""No claim on the pages of the default list, the examples and the small workbooks of tests/cases is false or unexplained.

A claim may be left unjudged, but only for one of a few known reasons.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit import built
from tests.audit.audit import audited
from tests.audit.falsehoods import KINDS
from tests.audit.ledger import BY_A_METHOD
from tests.audit.planting import Planted, chosen
from tests.audit.report import Audit

pytestmark = pytest.mark.slow
REFUSED = {"bad-ids", "closed-parent", "contradicting-parts"}
"""The cases whose workbooks are refused, so that they have no pages."""
EACH = 10
"""How many falsehoods of each kind are planted, half of them in each language."""
Audits = dict[str, Audit]


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    """The audit of each workbook's pages, by the name of the workbook."""
    folder: Path = tmp_path_factory.mktemp("audited")
    cases = [built.case(name, folder) for name in built.names()]
    others = (built.default(folder), built.example(folder), built.exclusions(folder))
    return {one.name: Audit(one) for one in (*others, *cases)}


def test_every_workbook_but_those_refused_has_its_pages(audits: Audits) -> None:
    refused = {name for name, audit in audits.items() if audit.built.refused and not audit.built.paths}
    assert refused == REFUSED
    failed = {name: audit.built.refused for name, audit in audits.items() if audit.built.refused and name not in REFUSED}
    assert failed == {}


def test_no_claim_is_false_and_every_one_is_explained(audits: Audits, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        for audit in audits.values():
            print("", *audit.lines, sep="\n")
    assert [str(ruling) for audit in audits.values() for ruling in audit.wrong] == []


def test_the_audit_judges_much_of_every_page(audits: Audits) -> None:
    # If few claims of a page were judged, the page was not read properly.
    judged = {page.name: 0 for audit in audits.values() for page in audit.pages}
    for ruling in (ruling for audit in audits.values() for ruling in audit.rulings if ruling.verdict == "true"):
        judged[ruling.page] += 1
    assert min(judged.values()) >= 10
    assert sum(judged.values()) > 20_000


def test_claims_are_left_unjudged_only_where_they_say_how_a_picture_is_drawn(audits: Audits) -> None:
    reasons = {reason for audit in audits.values() for reason in audit.reasons}
    assert reasons <= {"says how the picture is drawn", "says what is drawn, not how it is", BY_A_METHOD}


@pytest.mark.parametrize("kind", KINDS)
def test_planted_falsehoods_are_found(audits: Audits, kind: str) -> None:
    pages = [(page, audit.facts(page), audit.speeches[page.lang]) for audit in audits.values() for page in audit.pages]
    planted = chosen(kind, pages, EACH)
    assert len(planted) == EACH, f"in a language there is too little left that could be falsified so: {kind}"
    assert all(p.text.strip() != p.spot.text.strip() for p in planted)
    missed = [f"{p.page.name}, {p.spot.place}: “{p.spot.text}” as “{p.text}”" for p in planted if not _found(p, audits)]
    assert missed == []


def _found(planted: Planted, audits: Audits) -> bool:
    """Whether the audit finds a false or unexplained claim where the falsehood was planted."""
    speeches = next(audit.speeches for audit in audits.values() if planted.page in audit.pages)
    with planted.spot.saying(planted.text):
        rulings = audited(planted.page, speeches, only=planted.spot.place)
    at_place = [ruling for ruling in rulings if ruling.place == planted.spot.place]
    return any(ruling.verdict in ("false", "unexplained") for ruling in at_place)
