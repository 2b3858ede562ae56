"""The attacks, in tables by what they are on."""

from __future__ import annotations

from .kinds import Table
from .nesting import NESTING
from .numbers import NUMBERS

TABLES: tuple[Table, ...] = (NUMBERS, NESTING)
