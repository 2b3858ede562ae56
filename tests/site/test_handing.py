from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportlib.errors import ParameterError
from reportlib.plan.built_files import put
from reportlib.site.publishing import publish
from reportlib.workbook import Workbook

NAME = "town-ash-2020-en"
FACTS = {"name": NAME, "title": "Ash", "lang": "en", "unit": "ash", "unit_name": "Ash", "level": "town", "period": "2020"}
FACTS |= {"template": "town", "status": "final", "key": "k"}
PAGE = "".join(f'<meta name="reportlib:{name}" content="{value}">' for name, value in FACTS.items()) + "<p>12</p></html>"


@pytest.fixture
def outputs(small_workbook: Workbook) -> Path:
    """The folder of a finished build with one failed report."""
    output = small_workbook.root / "outputs"
    for name in (f"{NAME}.html", f"{NAME}.xlsx", "plotly-7.min.js", "index.html", "failed/bad.ipynb", "failed/bad.html"):
        put(output, name, (PAGE if name.startswith(NAME) else f"secret {name}").encode())
    for name in ("runs/2020/run.json", ".reportlib/plan.json", "notes.html", f"{NAME}.pdf"):
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_text("secret", "utf-8")
    return output


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_just_what_readers_may_have_is_copied(outputs: Path, small_workbook: Workbook, tmp_path: Path) -> None:
    assert publish(outputs, tmp_path / "web", small_workbook) == 1
    assert names(tmp_path / "web") == ["index.html", "plotly-7.min.js", "reports.js", f"{NAME}.html", f"{NAME}.xlsx"]
    index = (tmp_path / "web" / "index.html").read_text("utf-8")
    assert NAME in index and "last-build.js" not in index and "secret" not in index


def test_what_is_gone_is_removed_and_nothing_else(outputs: Path, small_workbook: Workbook, tmp_path: Path) -> None:
    web = tmp_path / "web"
    publish(outputs, web, small_workbook)
    (web / "imprint.html").write_text("mine", "utf-8")
    before = (web / "plotly-7.min.js").stat()
    (outputs / f"{NAME}.xlsx").unlink()
    publish(outputs, web, small_workbook)
    assert names(web) == ["imprint.html", "index.html", "plotly-7.min.js", "reports.js", f"{NAME}.html"]
    assert (web / "plotly-7.min.js").stat() == before


def test_a_damaged_page_is_not_published(outputs: Path, small_workbook: Workbook, tmp_path: Path) -> None:
    (outputs / f"{NAME}.html").write_text(PAGE.replace("12", "13"), "utf-8")
    assert publish(outputs, tmp_path / "web", small_workbook) == 0
    assert names(tmp_path / "web") == ["index.html", "plotly-7.min.js", "reports.js"]


def test_what_lies_in_the_way_is_told_and_nothing_copied(outputs: Path, small_workbook: Workbook, tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    (web / "index.html").write_text("mine", "utf-8")
    (web / f"{NAME}.html").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ParameterError) as told:
        publish(outputs, web, small_workbook)
    assert sorted(problem.message for problem in told.value.problems) == [
        "'index.html' is not published from here; move it away",
        f"'{NAME}.html' is a link; move it away",
    ]
    assert names(web) == ["index.html", f"{NAME}.html"] and (web / "index.html").read_text("utf-8") == "mine"


def test_what_somebody_changed_there_is_kept(outputs: Path, small_workbook: Workbook, tmp_path: Path) -> None:
    web = tmp_path / "web"
    publish(outputs, web, small_workbook)
    (web / f"{NAME}.html").write_text("mine", "utf-8")
    with pytest.raises(ParameterError, match="changed since it was published; move it away"):
        publish(outputs, web, small_workbook)
    (outputs / f"{NAME}.html").unlink()
    publish(outputs, web, small_workbook)
    assert (web / f"{NAME}.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize("target", ["outputs", "outputs/web", "other-outputs"])
def test_the_operators_part_is_no_place_for_readers(outputs: Path, small_workbook: Workbook, target: str) -> None:
    shutil.copytree(outputs, small_workbook.root / "other-outputs")
    with pytest.raises(ParameterError, match="is in a folder that builds write to"):
        publish(outputs, small_workbook.root / target, small_workbook)


def test_a_build_that_was_killed_is_not_published(outputs: Path, small_workbook: Workbook, tmp_path: Path) -> None:
    (outputs / ".reportlib" / "unfinished").touch()
    with pytest.raises(ParameterError, match="was not finished; build again"):
        publish(outputs, tmp_path / "web", small_workbook)
    with pytest.raises(ParameterError, match="is not a folder that a build has written to"):
        publish(tmp_path / "data", tmp_path / "web", small_workbook)
