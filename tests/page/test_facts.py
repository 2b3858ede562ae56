"""The facts of a page as data: the same statements as on the page, each with the figures that support it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from reportlib.build.facts_again import differences
from reportlib.page.facts_model import PageFacts, facts_inside
from reportlib.workbook.schemas import schema_of

from ..cases import pages
from ..commands import command

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "page-facts.schema.json"
ASKED = ("--period", "2025Q1")
pytestmark = pytest.mark.slow
Facts = dict[str, Any]


def run(book: Path, *words: str, code: int = 0) -> str:
    done = command(*words, cwd=book)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of `tests/cases`, built, in which one firm in ten has reported."""
    root = pages.copied("one-of-ten", tmp_path_factory.mktemp("facts") / "book")
    run(root, "build", "--data", *ASKED)
    return root


def held(book: Path, name: str) -> Facts:
    (path,) = (book / "outputs").glob(f"{name}*.json")
    return json.loads(path.read_text("utf-8"))


def table(facts: Facts) -> pd.DataFrame:
    return pd.DataFrame(facts["rows"], columns=[column["name"] for column in facts["tableSchema"]["columns"]])


def names(book: Path) -> list[str]:
    return sorted(path.stem for path in (book / "outputs").glob("*.html") if path.stem != "index")


def test_every_page_has_facts_beside_it_that_fit_the_documented_schema(book: Path) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert names(book)
    for name in names(book):
        facts = json.loads((book / "outputs" / f"{name}.json").read_text("utf-8"))
        assert [error.message for error in validator.iter_errors(facts)] == []
        assert facts["identifier"] == name


def test_the_documented_schema_is_that_of_the_models() -> None:
    assert SCHEMA.read_text("utf-8") == schema_of(PageFacts)


def test_the_figures_are_those_of_the_data_file(book: Path) -> None:
    # Every figure of a unit that sends figures, in the data of any page, is the one that it sent.
    sent = pd.concat(pd.read_csv(path, dtype={"period": "str"}) for path in (book / "data").glob("*.csv"))
    sent["value"] = sent["value"].fillna(100 * sent["numerator"] / sent["denominator"])  # of a share in per cent
    known = sent.set_index(["indicator", "unit", "period"])["value"].to_dict()
    leaves = set(sent["unit"])
    found = 0
    for name in names(book):
        rows = table(held(book, name))
        own = rows[rows["unit"].isin(leaves) & rows["value"].notna() & rows["group"].eq("")]
        for indicator, unit, period, value in own[["indicator", "unit", "period", "value"]].itertuples(index=False):
            assert value == pytest.approx(known[indicator, unit, period], rel=1e-12)
            found += 1
    assert found > 0


def test_what_is_not_there_is_told_by_its_kind(book: Path) -> None:
    # Nine of ten firms have not reported: each has a row without a value, with this reason.
    counted = 0
    for name in names(book):
        rows = table(held(book, name))
        lacking = rows[rows["value"].isna()]
        assert (lacking["absence"] != "").all()
        counted += int((lacking["absence"] == "not reported").sum())
    assert counted >= 9


def test_every_claim_rests_on_figures_that_are_there(book: Path) -> None:
    claims = [(name, claim) for name in names(book) for claim in held(book, name)["claims"]]
    kinds = {claim["kind"] for _, claim in claims}
    assert {"headline", "title"} <= kinds
    for name, claim in claims:
        rows = held(book, name)["rows"]
        assert all(0 <= number < len(rows) for number in claim["rests_on"])
        on_returns = claim["kind"] == "title" and claim["ground"] == "the returns that were due, and those that came"
        assert claim["rests_on"] or on_returns or claim["kind"] in ("headline", "nothing to act on"), claim


def test_a_page_that_stands_alone_holds_the_same_facts(book: Path, tmp_path: Path) -> None:
    run(book, "build", *ASKED, "--single-file", "--output", str(tmp_path / "alone"))
    for name in names(book):
        page = (tmp_path / "alone" / f"{name}.html").read_bytes()
        assert facts_inside(page) == PageFacts.model_validate(held(book, name)).model_dump(by_alias=True)
    assert list((tmp_path / "alone").glob("*.json")) == []


def test_a_name_cannot_end_the_part_of_a_page_that_holds_the_facts(tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script>"
    edits = {"params/units.yaml": [("en: Zone", f'en: "{hostile}"')]}
    root = pages.copied("one-of-ten", tmp_path / "book", edits)
    run(root, "build", "--level", "zone", "--period", "2025Q1", "--lang", "en", "--single-file")
    (page,) = (path for path in (root / "outputs").glob("*.html") if path.stem != "index")
    assert "<script>alert(1)" not in page.read_text("utf-8")
    assert hostile in facts_inside(page.read_bytes())["about"]["name"]


def test_verify_names_the_figure_that_somebody_changed(book: Path) -> None:
    name = names(book)[0]
    page, beside = (book / "outputs" / f"{name}{suffix}" for suffix in (".html", ".json"))
    kept = beside.read_text("utf-8")
    facts = json.loads(kept)
    at = next(n for n, row in enumerate(facts["rows"]) if row[4] is not None)
    facts["rows"][at][4] += 1
    beside.write_text(json.dumps(facts), "utf-8")
    said = run(book, "verify", str(page), code=1)
    beside.write_text(kept, "utf-8")
    assert f"facts: rows[{at}] is " in said and "made again" in said


def test_what_is_told_of_facts_that_differ(book: Path, tmp_path: Path) -> None:
    made = book / "outputs" / f"{names(book)[0]}.json"
    text, kept = made.read_text("utf-8"), tmp_path / "page.json"
    assert differences(kept, made) == [], "a page that was mailed alone has none beside it"
    kept.write_text(text, "utf-8")
    assert differences(kept, made) == []
    kept.write_text(text.replace('"Dataset"', '"Database"', 1), "utf-8")
    assert ["docs/page-facts.schema.json" in line and "@type" in line for line in differences(kept, made)] == [True]
    kept.write_text(text.replace('"title"', '"titles"'), "utf-8")
    assert all(line.startswith("facts: claims[") or "more differ" in line for line in differences(kept, made))
    kept.write_text(text.replace("\n", "\r\n"), "utf-8")
    assert differences(kept, made) == ["facts: 'page.json' is formatted differently"]


def test_facts_that_are_gone_are_made_again(book: Path) -> None:
    name = names(book)[0]
    beside = book / "outputs" / f"{name}.json"
    before = beside.read_bytes()
    beside.unlink()
    assert f"{name}: a copy is missing" in run(book, "plan", *ASKED)
    run(book, "build", *ASKED)
    assert beside.read_bytes() == before


def test_the_data_package_describes_its_tables_as_they_are(book: Path) -> None:
    described = json.loads((book / "outputs" / "datapackage.json").read_text("utf-8"))
    tables = {}
    for resource in described["resources"]:
        frame = pd.read_csv(book / "outputs" / resource["path"], dtype=str, keep_default_na=False)
        assert list(frame.columns) == [field["name"] for field in resource["schema"]["fields"]]
        tables[resource["name"]] = frame
        for field in resource["schema"]["fields"]:
            known = frame[field["name"]][frame[field["name"]] != ""]
            if field["type"] != "string":
                known.map(float if field["type"] == "number" else int)
    for key in tables["figures"].columns.intersection(["indicator", "unit"]):
        assert set(tables["figures"][key]) <= set(tables[f"{key}s"][key])
        assert tables[f"{key}s"][key].is_unique
    assert not tables["figures"].duplicated(["indicator", "unit", "period", "value"]).any()


def test_the_data_package_holds_every_figure_of_every_page(book: Path) -> None:
    figures = pd.read_csv(book / "outputs" / "figures.csv", dtype={"period": "str"})
    there = set(figures.loc[figures["value"].notna(), ["indicator", "unit", "period"]].itertuples(index=False, name=None))
    for name in names(book):
        rows = table(held(book, name))
        rows = rows[rows["group"].eq("") & rows["value"].notna()]
        assert set(rows[["indicator", "unit", "period"]].itertuples(index=False, name=None)) <= there


def test_a_data_package_is_written_though_nothing_is_due(book: Path) -> None:
    path = book / "outputs" / "datapackage.json"
    before = path.read_bytes()
    path.unlink()
    assert " 0 failed" in run(book, "build", "--data", *ASKED)
    assert path.read_bytes() == before


def test_what_readers_get_has_the_facts_too(book: Path, tmp_path: Path) -> None:
    run(book, "publish", "outputs", str(tmp_path / "share"))
    name = names(book)[0]
    assert (tmp_path / "share" / f"{name}.json").is_file() and (tmp_path / "share" / "figures.csv").is_file()


def test_the_how_to_reads_them_as_it_says(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "how-to.md").read_text("utf-8")
    (block,) = [part for part in text.split("```python\n") if part.startswith("import json\n")]
    monkeypatch.chdir(book)
    told: dict[str, Any] = {}
    exec(block.partition("```")[0].replace("district-demo-zone-2020-en", names(book)[0]), told)
    assert {"indicator", "unit", "period", "value", "absence"} <= set(told["figures"].columns)
