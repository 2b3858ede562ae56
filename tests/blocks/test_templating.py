"""Compiled templates are kept beside the templates, are used only while they are up to date, and never cause an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

FILL = """
import sys
from jinja2 import Environment
from reportlib.blocks.templating import Templates

compiled = []
compile = Environment.compile
Environment.compile = lambda *given, **named: compiled.append(given[2]) or compile(*given, **named)
print(Templates("pages").get_template("hello.j2").render(name="<Ash>"), len(compiled))
"""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A folder of templates in a package `pages`, with one template."""
    folder = tmp_path / "pages" / "templates"
    folder.mkdir(parents=True)
    folder.with_name("__init__.py").touch()
    (folder / "hello.j2").write_text("Hello {{ name }}", "utf-8")
    return folder


def filled(templates: Path, **variables: str) -> str:
    """The text of a template that another process filled, followed by the number of templates that this process compiled."""
    environment = {"PYTHONPATH": str(templates.parents[1]), "PYTHONDONTWRITEBYTECODE": "", **variables}
    done = subprocess.run([sys.executable, "-c", FILL], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix == ".jinja"]


def test_the_next_process_compiles_nothing_until_the_template_changes(templates: Path) -> None:
    assert [filled(templates), filled(templates)] == ["Hello &lt;Ash&gt; 1", "Hello &lt;Ash&gt; 0"]
    (templates / "hello.j2").write_text("Welcome {{ name }}", "utf-8")
    assert [filled(templates), filled(templates)] == ["Welcome &lt;Ash&gt; 1", "Welcome &lt;Ash&gt; 0"]


@pytest.mark.parametrize("length", [0, 40, 64, 65, 100])
def test_what_is_broken_is_compiled_anew(templates: Path, length: int) -> None:
    filled(templates)
    (path,) = kept(templates)
    path.write_bytes(path.read_bytes()[:length])
    assert filled(templates) == "Hello &lt;Ash&gt; 1"


def test_nothing_is_written_where_python_writes_nothing_or_may_not(templates: Path) -> None:
    assert filled(templates, PYTHONDONTWRITEBYTECODE="1") == "Hello &lt;Ash&gt; 1"
    assert not kept(templates)
    (templates / "__pycache__").write_text("a file where the folder would be", "utf-8")
    assert filled(templates) == "Hello &lt;Ash&gt; 1"


def test_it_is_kept_where_python_keeps_what_it_compiles(templates: Path, tmp_path: Path) -> None:
    filled(templates, PYTHONPYCACHEPREFIX=str(tmp_path / "elsewhere"))
    assert len(kept(tmp_path / "elsewhere")) == 1 and not kept(templates)
