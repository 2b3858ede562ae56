"""A kernel leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import warmkernels


@pytest.mark.slow
def test_a_few_dozen_kernels_leave_nothing() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "warmkernels.tests.leak", "--kernels", "30"]
    ran = subprocess.run(command, cwd=Path(warmkernels.__file__).parents[1], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
