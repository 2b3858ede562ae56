"""A kernelspec that selects warm kernels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from warmkernels import spec
from warmkernels.choice import SOCKET


@pytest.mark.slow
def test_papermill_finds_it_and_its_kernels_share_one_server(tmp_path: Path) -> None:
    folder = spec.install(prefix=str(tmp_path), name="warm", display_name="Warm")
    assert folder == tmp_path / "share" / "jupyter" / "kernels" / "warm"
    cell = nbformat.v4.new_code_cell("import os, sys; print(os.getppid(), 'pandas' in sys.modules)")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "in.ipynb")
    script = "from papermill import execute_notebook as run\nfor n in '12': run('in.ipynb', f'{n}.ipynb', kernel_name='warm')"
    env = {name: value for name, value in os.environ.items() if name not in (SOCKET, "JUPYTER_DEFAULT_PROVISIONER_NAME")}
    env["JUPYTER_PATH"] = str(tmp_path / "share" / "jupyter")
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, cwd=tmp_path, env=env)
    said = [nbformat.read(tmp_path / f"{n}.ipynb", 4).cells[0].outputs[0].text for n in (1, 2)]
    assert said[0] == said[1]
    assert said[0].split()[1] == "True"
