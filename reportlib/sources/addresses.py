"""Addresses of databases, as params files write them: without a password."""

from __future__ import annotations

import re
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator

DATABASE: Final = "postgresql://"
"""How the address of a database begins; what follows may be left out, or be `$NAME`, a variable of the environment."""
VARIABLE: Final = re.compile(r"postgresql://\$(\w+)")
_SECRET: Final = re.compile(r"\b(ssl)?password\s*=", re.IGNORECASE)
_KEEP: Final = "a password does not belong here, where others read it; keep it in ~/.pgpass or in the variable PGPASSWORD"


def is_database(file: str) -> bool:
    """Whether the source of figures is a database, and no file."""
    return file.startswith(DATABASE)


def _open(value: str) -> str:
    """The path of a file, or the address of a database that gives no password away; what is refused is not repeated."""
    if _SECRET.search(value):
        raise ValueError(_KEEP)
    if value.startswith("postgres://"):
        raise ValueError(f"write {DATABASE} in place of postgres://")
    if not is_database(value) or VARIABLE.fullmatch(value):
        return value
    try:
        parts = urlsplit(value)
        has_password = parts.password is not None or any("password" in name.lower() for name, _ in parse_qsl(parts.query))
    except ValueError:
        raise ValueError("not the address of a database; write one such as postgresql://host/figures") from None
    if has_password:
        raise ValueError(_KEEP)
    return value


Address = Annotated[str, AfterValidator(_open)]
"""Where figures lie: a file of the workbook, or a database."""
