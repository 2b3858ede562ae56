from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Book, outside

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="needs a disk of its own")]
DISK = 16 * 2**20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk that lies in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)], capture_output=True, check=False)
    if mount.returncode:
        pytest.xfail(f"no disk can be mounted here: {mount.stderr.decode()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def filled(disk: Path, free: int) -> Path:
    """A file that leaves this many bytes of a disk free."""
    rest = disk / "filling"
    with rest.open("wb") as stream:
        stream.truncate(0)
    stat = subprocess.run(["stat", "-f", "-c", "%a %S", str(disk)], capture_output=True, check=True, text=True).stdout.split()
    rest.write_bytes(b"\0" * max(0, int(stat[0]) * int(stat[1]) - free))
    return rest


def build(book: Book, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportlib", "build", "--output", str(output), "--jobs", "1"]
    return subprocess.run(command, cwd=book.root, env=outside(), capture_output=True, check=False, timeout=240, text=True)


@pytest.mark.parametrize("free", [pytest.param(0, marks=pytest.mark.rare), 4_096, pytest.param(2**20, marks=pytest.mark.rare)])
def test_a_full_disk_is_one_line_and_the_next_build_carries_on(book: Book, disk: Path, free: int) -> None:
    book.lists("good", units=("a", "b"))
    rest, output = filled(disk, free), disk / "outputs"
    full = build(book, output)
    assert full.returncode in (1, 2), full.stdout
    said = (full.stdout + full.stderr).replace("No space", "no space")
    assert f"{output}" in said and "no space left on device; make room there" in said, said
    assert "Traceback" not in said
    assert not list(output.rglob("*.part"))
    rest.unlink()
    done = build(book, output)
    assert done.returncode == 0, done.stderr
    assert {"good-a-2020-en.html", "good-b-2020-en.html", "index.html"} <= {path.name for path in output.iterdir()}
