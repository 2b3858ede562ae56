from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab/tree/(\S+)\?token=\w+")
CONFIG = re.compile(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', re.DOTALL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def opened(small_folder: Path) -> Iterator[re.Match[str]]:
    """The address that JupyterLab prints when `reportlib lab` is started with an option of JupyterLab."""
    (small_folder / "notebooks").mkdir()
    (small_folder / "notebooks" / "explore.ipynb").write_text(
        json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8"
    )
    command = [
        sys.executable,
        "-m",
        "reportlib",
        "lab",
        "--workbook",
        str(small_folder),
        "--no-browser",
        "--allow-root",
        "--port=0",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as lab:
        assert lab.stderr
        yield next(found for line in lab.stderr if (found := ADDRESS.search(line)))
        lab.terminate()


def config(address: str) -> dict[str, Any]:
    """The settings in JupyterLab's page; waits until the server listens, because the server prints its address earlier."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(100_000):
        try:
            with direct.open(address) as answer:
                found = CONFIG.search(answer.read().decode())
                break
        except urllib.error.URLError:
            continue
    assert found
    return dict(json.loads(found[1]))


def test_it_opens_in_the_workbook_on_the_notebook_to_explore_and_asks_no_network(
    opened: re.Match[str], small_folder: Path
) -> None:
    told = config(opened[0])
    assert opened[1] == "notebooks/explore.ipynb"
    assert Path(told["serverRoot"]).resolve() == small_folder.resolve()
    assert told["news"] == {"disabled": True}
    assert not told["extensionManager"]["can_install"]
