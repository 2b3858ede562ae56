"""Tables that a query on PostgreSQL gives, where psycopg is installed: `pip install reportlib[postgres]`."""

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
"""What stands before the number of a row in its place; the first row that the query gives is row 1."""
_PATIENCE: Final = 20
"""Seconds that a server has to answer, unless PGCONNECT_TIMEOUT says another number."""
_EXTRA: Final = "install the extra: pip install 'reportlib[postgres]', or save the table as CSV"


@dataclass(frozen=True)
class Query:
    """What one query gives; its columns' names are the row above its first.

    Parameters
    ----------
    file
        The address, without a password: what it leaves out, libpq takes from PGHOST, PGUSER …, PGSERVICE and `.pgpass`. `$NAME`
        behind `postgresql://` is the variable of the environment that holds all of it.
    query
        The query; left out: it is refused.
    """

    file: str
    query: str | None
    _answers: list[Table] = field(default_factory=list, repr=False, compare=False)
    """The answer of which a version was taken, until it is read: both are of one moment, and the database is asked once."""

    def read(self) -> Table:
        """The table (see `Source.read`)."""
        return self._answers.pop() if self._answers else self._query_database()

    def _query_database(self) -> Table:
        """What the database answers now."""
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
        """Nothing: a database says of each value what it is."""
        return ()

    def version(self) -> str:
        """A fingerprint that changes when the answer does, or the query."""
        table = self._query_database()
        self._answers[:] = [table]
        digest = hashlib.sha256(f"{self.file}\0{self.query}\0{len(table.cells.columns)}".encode())
        digest.update(pd.util.hash_pandas_object(table.cells, index=False).to_numpy().tobytes())
        return digest.hexdigest()[:SHORT]

    def _rows(self, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The names of the columns, and the rows."""
        try:
            import psycopg  # noqa: PLC0415 an extra, and half a second: only where a database is asked
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
        """A connection, closed in the end."""
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
        """The address as libpq takes it."""
        match = VARIABLE.fullmatch(self.file)
        if not match:
            return self.file
        address = os.environ.get(match[1], "")
        if not address:
            mend = f"set it to the address of the database, such as {DATABASE}user@host/figures"
            raise stopped(f"the environment variable {match[1]} is not set; {mend}", self.file, mend=mend)
        return address

    def _unreached(self, error: Exception) -> DataError:
        """That there is no connection; what a variable holds is not repeated, for a password may be in it."""
        reason = "" if VARIABLE.fullmatch(self.file) and getattr(error, "pgconn", None) is None else f": {_line(error)}"
        mend = "see that the server runs, and that PGHOST, PGUSER and ~/.pgpass, or the address, are right"
        return stopped(f"no connection to the database{reason}; {mend}", self.file, mend=mend)

    @contextmanager
    def _answering(self, psycopg: Any) -> Iterator[None]:
        """Say in a line what the database did not answer, or could not."""
        try:
            yield
        except psycopg.OperationalError as error:
            raise stopped(f"the connection to the database was lost: {_line(error)}; run the command again", self.file) from None
        except (psycopg.Error, UnicodeDecodeError) as error:
            raise stopped(f"the database refuses the query{self._where(error)}: {_line(error)}", self.file) from None

    def _where(self, error: Exception) -> str:
        """The line of the query at which something is wrong, where it has several."""
        at = getattr(getattr(error, "diag", None), "statement_position", None)
        lines = (self.query or "").strip().count("\n")
        return f" at its line {(self.query or '')[: int(at) - 1].count(chr(10)) + 1}" if at and lines else ""


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _line(error: Exception) -> str:
    """What an error says, in one line: the first of a server's own, without the query printed again."""
    message = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    return " ".join(message.partition("\tIs the server")[0].split())[:300]
