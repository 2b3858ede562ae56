from __future__ import annotations

from .consoles import CONSOLES
from .disks import DISKS
from .handed import HANDED
from .inputs import INPUTS
from .kinds import Table
from .nesting import NESTING
from .numbers import NUMBERS
from .pages import PAGES
from .people import PEOPLE
from .places import PLACES
from .programs import PROGRAMS
from .sheets import SHEETS

TABLES: tuple[Table, ...] = (HANDED, PEOPLE, PLACES, DISKS, CONSOLES, INPUTS, NUMBERS, NESTING, SHEETS, PAGES, PROGRAMS)
