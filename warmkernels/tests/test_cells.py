"""Cells of many kinds work in a forked kernel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellExecutionError, CellTimeoutError

pytestmark = pytest.mark.slow

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


def test_an_error_stops_the_notebook_with_its_traceback(run: Callable[..., Any]) -> None:
    with pytest.raises(CellExecutionError, match="ZeroDivisionError") as caught:
        run("x = 1", "def divide():\n    1 / 0\ndivide()", "print('never')")
    assert "divide()" in caught.value.traceback


def test_leaving_by_sys_exit_is_an_error(run: Callable[..., Any]) -> None:
    with pytest.raises(CellExecutionError, match="SystemExit"):
        run("import sys; sys.exit(3)")


@pytest.mark.parametrize("busy", ["while True: sum(range(1000))", "import time; time.sleep(60)"])
def test_a_cell_that_takes_too_long_is_interrupted(run: Callable[..., Any], busy: str) -> None:
    cell = f"try:\n    {busy}\nexcept KeyboardInterrupt:\n    print('interrupted')"
    ran = run(cell, "print('next')", timeout=1, interrupt_on_timeout=True)
    assert (ran.said(0), ran.said(1)) == ("interrupted\n", "next\n")


def test_a_cell_that_takes_too_long_is_an_error_otherwise(run: Callable[..., Any]) -> None:
    with pytest.raises(CellTimeoutError):
        run("import time; time.sleep(60)", timeout=1)


def test_commands_magics_and_coroutines(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel leaves descriptors alone where it sees that
    cells = ["!echo shell", "%%bash\necho bash", "import os; os.system('echo descriptor')"]
    cells += [
        "import asyncio; await asyncio.sleep(0); print('awaited')",
        "%time 1",
        "import sys; print('wrong', file=sys.stderr)",
    ]
    ran = run(*cells)
    expected = ["shell", "bash", "descriptor", "awaited", "CPU times", "wrong"]
    assert [word for cell, word in enumerate(expected) if word not in ran.said(cell)] == []
    assert ran.notebook.cells[5].outputs[0].name == "stderr"


def test_texts_and_displays_keep_their_order_however_they_are_flushed(run: Callable[..., Any]) -> None:
    ran = run(
        """
        import sys
        from IPython.display import display
        display("nothing was written yet")
        print("first", end="")
        display("after the first")
        print("second", end="", flush=True)
        sys.stdout.flush()
        print("wrong", end="", file=sys.stderr)
        display("after the others")
        print("last", end="")
        """,
        "print('next')",
    )
    outputs = ran.notebook.cells[0].outputs
    assert [output.get("text") or output["data"]["text/plain"] for output in outputs] == [
        *("'nothing was written yet'", "first", "'after the first'", "second", "wrong", "'after the others'", "last"),
    ]
    assert ran.said(1) == "next\n"


def test_processes_threads_and_linear_algebra(run: Callable[..., Any]) -> None:
    ran = run(
        """
        import multiprocessing, subprocess, sys
        import numpy as np
        from concurrent.futures import ThreadPoolExecutor
        def square(x): return x * x
        with multiprocessing.get_context("fork").Pool(2) as pool: print(pool.map(square, [1, 2, 3]))
        with ThreadPoolExecutor(2) as pool: print(list(pool.map(square, [4, 5])))
        a = np.random.rand(600, 600)
        print(np.allclose(a @ np.linalg.inv(a), np.eye(600)))
        print(subprocess.run([sys.executable, "-c", "print(6)"], capture_output=True, text=True).stdout)
        """,
        timeout=60,
    )
    assert ran.said().split("\n")[:4] == ["[1, 4, 9]", "[16, 25]", "True", "6"]


def test_displays_are_updated_and_cleared(run: Callable[..., Any]) -> None:
    ran = run(
        "from IPython.display import clear_output, display, update_display\nhandle = display('a', display_id='d')",
        "update_display('b', display_id='d')",
        "print(1); clear_output(); print(2)",
        "for i in range(3):\n    clear_output(wait=True); print(i)",
    )
    assert ran.notebook.cells[0].outputs[0].data["text/plain"] == "'b'"
    assert (ran.said(2), ran.said(3)) == ("2\n", "2\n")


def test_widgets_keep_their_state(run: Callable[..., Any]) -> None:
    ran = run(
        "import ipywidgets; slider = ipywidgets.IntSlider(value=3); slider",
        "caught = ipywidgets.Output()\nwith caught:\n    print('inside')\ncaught",
    )
    models = ran.notebook.metadata.widgets[WIDGET_STATE]["state"].values()
    assert [model["state"]["value"] for model in models if model["model_name"] == "IntSliderModel"] == [3]
    assert any("inside" in str(model["state"].get("outputs")) for model in models)


def test_pictures(run: Callable[..., Any]) -> None:
    ran = run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "%matplotlib inline\nplt.plot([1])\nplt.show()")
    assert "image/png" in ran.shown(0)
    assert "image/png" in ran.shown(1)


def test_figures_are_rendered_as_in_a_plain_kernel(run: Callable[..., Any], run_stock: Callable[..., Any]) -> None:
    cell = "import plotly.express as px\npx.line(x=[1], y=[2])"
    assert run(cell).shown() == run_stock(cell).shown()


def test_environment_and_working_folder(run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run("import os; print(os.environ['MINE'], os.getcwd())", env={"MINE": "yes"}, cwd=tmp_path)
    assert ran.said() == f"yes {tmp_path}\n"


def test_time_zone(run: Callable[..., Any]) -> None:
    assert run("import time; print(time.localtime(0).tm_hour)", env={"TZ": "UTC-5"}).said() == "5\n"


def test_a_variable_read_at_start_gets_a_fresh_interpreter(run: Callable[..., Any], server: Any) -> None:
    ran = run("import os, sys; print(os.getppid(), sys.flags.optimize, 'pandas' in sys.modules)", env={"PYTHONOPTIMIZE": "1"})
    assert ran.said().split() == [str(server.pid), "1", "False"]


@pytest.mark.parametrize("name", ["plotly.py", "plotly/__init__.py", "json.py"])
def test_a_module_of_the_working_folder_gets_a_fresh_interpreter(run: Callable[..., Any], tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("from decoder import *" if name == "json.py" else "mine = 1", encoding="utf-8")
    assert run("import sys; print('pandas' in sys.modules)", cwd=tmp_path).said() == "False\n"
    if name != "json.py":
        assert run("import plotly; print(plotly.mine)", cwd=tmp_path).said() == "1\n"


def test_another_module_in_the_working_folder_does_not_matter(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("value = 5", encoding="utf-8")
    (tmp_path / "json").mkdir()  # a folder of data
    assert run("import mine, sys; print(mine.value, 'pandas' in sys.modules)", cwd=tmp_path).said() == "5 True\n"
