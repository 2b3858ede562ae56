"""Generate the demonstration figures of a workbook again: `python -m demo`, in this repository."""

from __future__ import annotations

import typer

from demo.recipe import Recipe
from demo.renewal import renew
from reportlib.atomic import write_whole
from reportlib.cli.app import Folder, errors_as_lines, opened, out
from reportlib.cli.console import open_standard, printable
from reportlib.workbook.schemas import schema_of

app = typer.Typer(add_completion=False)


@app.command()
def main(workbook: Folder = None) -> None:
    """Generate the demonstration figures again, and write the recipe's JSON Schema."""
    with errors_as_lines():
        book = opened(workbook)
        path, schema = renew(book), book.root / "params" / "schemas" / "demo.schema.json"
        write_whole(schema, schema_of(Recipe))
    for written in (path, schema):
        out.print(printable(str(written)))


if __name__ == "__main__":
    open_standard()
    app(prog_name="python -m demo")
