"""Initials read from the file of an earlier session equal computed ones, and a damaged file does no harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportlib.blocks.text.pinyin import initials
from reportlib.site import spelling
from reportlib.site.spelling import INITIALS, Spelling

NAME = "重庆园 2"


def test_a_kept_name_is_not_looked_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Spelling.of(tmp_path)
    found = [first(name) for name in (NAME, "Ash")]
    first.keep(tmp_path)
    monkeypatch.setattr(spelling, "initials", lambda name: pytest.fail(f"{name} was looked up") if name == NAME else [])

    assert found == [initials(NAME), []]
    assert found[0][0] == "cqy2"
    assert [Spelling.of(tmp_path)(name) for name in (NAME, "Ash")] == found


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"by": "", "names": {}}', '{"by": "BY", "names": {"重庆园 2": "x"}}'])
def test_what_another_version_wrote_or_nobody_did_is_looked_up(tmp_path: Path, content: str) -> None:
    (tmp_path / INITIALS).parent.mkdir()
    (tmp_path / INITIALS).write_text(content.replace("BY", Spelling.of(tmp_path).by), "utf-8")

    assert Spelling.of(tmp_path)(NAME) == initials(NAME)


def test_names_that_are_gone_are_not_kept(tmp_path: Path) -> None:
    for name in (NAME, "竹行"):
        now = Spelling.of(tmp_path)
        now(name)
        now.keep(tmp_path)

    assert list(json.loads((tmp_path / INITIALS).read_text("utf-8"))["names"]) == ["竹行"]
