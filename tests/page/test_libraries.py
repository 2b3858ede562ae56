from __future__ import annotations

import os
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from typer.testing import CliRunner

from reportlib.cli import app
from reportlib.page.assets import LIBRARY, bundle, library, packed
from reportlib.page.libraries import carrying

OLD = "/**\n* plotly.js v3.0.1\n* Copyright\n*/\n" + "x" * 200_000
ELSEWHERE = '<script charset="utf-8" src="https://cdn.plot.ly/plotly-2.27.0.min.js"></script>'
ASKED = SpecifierSet("<4.1.1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = {
        "single-new.html": f'<script type="text/plain" id="plotly-packed" data-hash="x">{library()["packed"]}</script>',
        "single-old.html": f'<script type="text/plain" id="plotly-packed" data-hash="x">{packed(OLD.encode())}</script>',
        "plain-old.html": f"<script>{OLD}</script>",
        "beside-new.html": f'<script src="{LIBRARY}"></script>',
        "year/beside-old.html": '<script src="plotly-6.1.0.min.js"></script>',
        "gone.html": '<script src="plotly-6.2.0.min.js"></script>',
        "elsewhere.html": ELSEWHERE,
        "none.html": "<p>plotly.js is not in it</p>",
        "broken.html": '<script type="text/plain" id="plotly-packed">H4sIAAAA</script>',
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / LIBRARY).write_bytes(bundle())
    (tmp_path / "year" / "plotly-6.1.0.min.js").write_text(OLD, "utf-8")
    return tmp_path


def test_pages_with_an_older_library_are_named_wherever_they_have_it(folder: Path) -> None:
    found = {page.page.relative_to(folder).as_posix(): page.version for page in carrying([folder], ASKED)}

    assert found == {
        "single-old.html": "3.0.1",
        "plain-old.html": "3.0.1",
        "year/beside-old.html": "3.0.1",
        "elsewhere.html": "2.27.0",
        "gone.html": "",
        "broken.html": "",
    }


def test_a_page_is_asked_for_by_its_own_name_too(folder: Path) -> None:
    assert [page.version for page in carrying([folder / "single-new.html"], SpecifierSet(">=4.1.1"))]
    assert not list(carrying([folder / "single-new.html"], ASKED))


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no FIFOs")
def test_what_is_no_page_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "dangling.html").symlink_to("nowhere")

    assert {page.page.name: page.why for page in carrying([tmp_path], ASKED)} == dict.fromkeys(
        ("pipe.html", "folder.html", "dangling.html"), "it cannot be read"
    )


def test_the_command_names_them_a_line_each(folder: Path) -> None:
    done = CliRunner().invoke(app, ["pages", "--plotly", "<4.1.1", str(folder)])
    assert done.exit_code == 1 and f"{folder}/plain-old.html: plotly.js 3.0.1\n" in done.output
    assert done.output.endswith("6 found\n")

    done = CliRunner().invoke(app, ["pages", "--plotly", "<1", str(folder / "none.html")])
    assert (done.exit_code, done.output) == (0, "none found\n")


def test_what_cannot_be_looked_for_is_told_all_at_once(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["pages", "--plotly", "old", str(tmp_path / "gone")])
    assert done.exit_code == 2
    assert "'old' names no versions" in done.output and "is not there" in done.output
