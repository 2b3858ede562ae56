from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reportlib.workbook.documents import Document
from reportlib.workbook.schemas import MODELS, write

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in [*ROOT.glob("params/*.yaml"), *ROOT.glob("examples/*/params/*.yaml")] if path.stem in MODELS)


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in write(tmp_path_factory.mktemp("schemas"))}


def test_a_schema_is_written_for_each_params_file_and_the_committed_ones_are_those(schemas: dict[str, Any]) -> None:
    assert set(schemas) == set(MODELS)
    for name, schema in schemas.items():
        assert json.loads((ROOT / "params" / "schemas" / f"{name}.schema.json").read_text("utf-8")) == schema


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_is_valid_json_schema_2020_12(name: str, schemas: dict[str, Any]) -> None:
    assert schemas[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schemas[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_committed_params_file_fits_its_schema(path: Path, schemas: dict[str, Any]) -> None:
    data = json.loads(json.dumps(Document(path, name=path.name).data))

    assert [error.message for error in Draft202012Validator(schemas[path.stem]).iter_errors(data)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_params_file_names_its_schema_on_its_first_line_and_it_is_there(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert match, first
    assert (path.parent / match[1]).is_file()
    assert match[1].endswith(f"{path.stem}.schema.json")


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("reports", {"reports": []}),
        ("reports", {"reports": [{"template": "t", "periods": [2020], "units": "some", "languages": ["zh"]}]}),
        ("units", {"units": [{"id": "a", "name": {"zh": "a"}, "levle": "x"}]}),
        ("workbook", {"title": {"zh": "t"}}),
        ("catalogue", {"version": "1", "dimensions": [], "owners": [], "indicators": []}),
    ],
)
def test_a_broken_params_file_does_not_fit(name: str, broken: Any, schemas: dict[str, Any]) -> None:
    assert not Draft202012Validator(schemas[name]).is_valid(broken)
