"""Addresses of databases in params files; no address may contain a password."""

from __future__ import annotations

import re
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator

DATABASE: Final = "postgresql://"
"""The beginning of a database's address. Nothing needs to follow; `$NAME` names an environment variable with the address."""
VARIABLE: Final = re.compile(r"postgresql://\$(\w+)")
_SECRET: Final = re.compile(r"\b(ssl)?password\s*=", re.IGNORECASE)
_KEEP: Final = "a password does not belong here, where others read it; keep it in ~/.pgpass or in the variable PGPASSWORD"


def is_database(file: str) -> bool:
    """Whether the address is that of a database and not a file's path."""
    return file.startswith(DATABASE)


def _open(value: str) -> str:
    """Refuse the address of a database if it contains a password; the message does not repeat the address."""
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
"""The path of a data file in the workbook, or the address of a database."""
