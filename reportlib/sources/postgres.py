"""Tables from queries on PostgreSQL; this needs psycopg, which the extra `postgres` installs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from reportlib.errors import DataError
from reportlib.sources.addresses import DATABASE, VARIABLE
from reportlib.sources.files import SHORT, stopped
from reportlib.sources.sheets import texts
from reportlib.sources.table import Table

if TYPE_CHECKING:
    import psycopg

COUNTED: Final = "row "
"""The word before the number of a row in a place, as in “row 7”; the first row of the answer is row 1."""
_PATIENCE: Final = 20
"""Seconds to wait for a connection, unless PGCONNECT_TIMEOUT is set."""
_EXTRA: Final = "install the extra: pip install 'reportlib[postgres]', or save the table as CSV"


@dataclass(frozen=True)
class Query:
    """The answer to one query; the names of its columns are row 0.

    Parameters
    ----------
    file
        The address without a password. libpq takes what is missing from PGHOST, PGUSER …, PGSERVICE and `.pgpass`. In
        `postgresql://$NAME`, NAME is an environment variable with the whole address.
    query
        The query; with None, `read` raises a DataError.
    """

    file: str
    query: str | None
    _answers: list[Table] = field(default_factory=list, repr=False, compare=False)
    """The answer from which `version` was computed, kept for the next `read`, so that the database is asked only once."""

    def read(self) -> Table:
        """The table (see `Source.read`)."""
        return self._answers.pop() if self._answers else self._query_database()

    def _query_database(self) -> Table:
        if self.query is None:
            mend = f"write `- {{file: {self.file}, query: select … order by …}}` under `sources` of params/sources.yaml"
            raise stopped(f"nothing says what to read of the database; {mend}", self.file, mend=mend)
        if not find_spec("psycopg"):
            raise stopped(f"a database needs psycopg, which is not installed; {_EXTRA}", self.file, mend=_EXTRA)
        names, rows = self._rows(self.query)
        columns = zip(*rows, strict=True) if rows else [[] for _ in names]
        cells = {n: texts([name, *map(_blank, column)]) for n, (name, column) in enumerate(zip(names, columns, strict=True))}
        return Table(pd.DataFrame(cells, dtype="str"), np.arange(len(rows) + 1), counted=COUNTED)

    def remarks(self) -> tuple[str, ...]:
        """Empty, because a database states the type of each value."""
        return ()

    def version(self) -> str:
        """A fingerprint that changes when the answer or the query does."""
        table = self._query_database()
        self._answers[:] = [table]
        digest = hashlib.sha256(f"{self.file}\0{self.query}\0{len(table.cells.columns)}".encode())
        digest.update(pd.util.hash_pandas_object(table.cells, index=False).to_numpy().tobytes())
        return digest.hexdigest()[:SHORT]

    def _rows(self, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        try:
            import psycopg  # noqa: PLC0415 an optional package that takes half a second to import
        except ImportError as error:
            raise stopped(f"psycopg cannot be loaded: {_line(error)}; {_EXTRA}", self.file, mend=_EXTRA) from None
        with self._connected(psycopg) as connection, self._answering(psycopg):
            connection.read_only = True
            cursor = connection.execute(query.encode())
            if cursor.description is None:
                raise stopped("the query gives no rows; write a select", self.file)
            return [column.name for column in cursor.description], cursor.fetchall()

    @contextmanager
    def _connected(self, psycopg: Any) -> Iterator[psycopg.Connection]:
        patience = {} if os.environ.get("PGCONNECT_TIMEOUT") else {"connect_timeout": _PATIENCE}
        try:
            connection = psycopg.connect(self._address(), client_encoding="utf8", **patience)
        except psycopg.ProgrammingError:
            raise stopped(f"not an address that can be read; write one such as {DATABASE}user@host/figures", self.file) from None
        except psycopg.Error as error:
            raise self._unreached(error) from None
        try:
            yield connection
        finally:
            connection.close()

    def _address(self) -> str:
        match = VARIABLE.fullmatch(self.file)
        if not match:
            return self.file
        address = os.environ.get(match[1], "")
        if not address:
            mend = f"set it to the address of the database, such as {DATABASE}user@host/figures"
            raise stopped(f"the environment variable {match[1]} is not set; {mend}", self.file, mend=mend)
        return address

    def _unreached(self, error: Exception) -> DataError:
        """The error that there is no connection; it does not repeat an address from a variable, which may contain a password."""
        reason = "" if VARIABLE.fullmatch(self.file) and getattr(error, "pgconn", None) is None else f": {_line(error)}"
        mend = "see that the server runs, and that PGHOST, PGUSER and ~/.pgpass, or the address, are right"
        return stopped(f"no connection to the database{reason}; {mend}", self.file, mend=mend)

    @contextmanager
    def _answering(self, psycopg: Any) -> Iterator[None]:
        try:
            yield
        except psycopg.OperationalError as error:
            raise stopped(f"the connection to the database was lost: {_line(error)}; run the command again", self.file) from None
        except (psycopg.Error, UnicodeDecodeError) as error:
            raise stopped(f"the database refuses the query{self._where(error)}: {_line(error)}", self.file) from None

    def _where(self, error: Exception) -> str:
        at = getattr(getattr(error, "diag", None), "statement_position", None)
        lines = (self.query or "").strip().count("\n")
        return f" at its line {(self.query or '')[: int(at) - 1].count(chr(10)) + 1}" if at and lines else ""


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _line(error: Exception) -> str:
    message = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    return " ".join(message.partition("\tIs the server")[0].split())[:300]
