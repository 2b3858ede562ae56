"""The settings of a build: how many reports at once, and the limits of each."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

BYTES_EACH = 400_000_000
"""Bytes of memory to allow for one report: its worker, its kernel and its page."""


@dataclass(frozen=True)
class Limits:
    """The limits of one report: seconds in all, and bytes of output."""

    seconds: float = 600
    output: int = 10_000_000


@dataclass(frozen=True)
class Settings:
    """The settings of a build."""

    jobs: int
    limits: Limits = field(default_factory=Limits)
    rerun: tuple[str, ...] = ()


def default_jobs() -> int:
    """The number of reports to make at once, as cores and free memory allow."""
    import psutil  # noqa: PLC0415 not needed where the number is given

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available // BYTES_EACH)))
