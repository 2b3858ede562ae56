"""The attacks, in tables by what they are on."""

from __future__ import annotations

from .disks import DISKS
from .inputs import INPUTS
from .kinds import Table
from .nesting import NESTING
from .numbers import NUMBERS
from .pages import PAGES
from .places import PLACES

TABLES: tuple[Table, ...] = (PLACES, DISKS, INPUTS, NUMBERS, NESTING, PAGES)
