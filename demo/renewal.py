"""Generate a workbook's demonstration figures again."""

from __future__ import annotations

from pathlib import Path

from demo.demonstration import generate, write
from demo.recipe import Recipe
from reportlib.data.readers import read_observations
from reportlib.errors import Problem, WorkbookError
from reportlib.sources.addresses import is_database
from reportlib.workbook import Workbook


def renew(workbook: Workbook) -> Path:
    """Generate the figures of the workbook's recipe, and write them to its file of synthetic data.

    Raises
    ------
    InputError
        When recipe or file is missing, the recipe is wrong, or a published total cannot be met.
    """
    held = [data.file for data in workbook.settings.data if data.origin == "synthetic"]
    targets = [file for file in held if not is_database(file)]
    if workbook.settings.demonstration is None or not targets:
        message = (
            "this workbook makes no demonstration figures: it names no 'demonstration' recipe, or no data of origin synthetic"
        )
        raise WorkbookError([Problem(message, file="params/workbook.yaml")])
    published = read_observations(workbook, origins=("published",))
    path = workbook.root / targets[0]
    write(generate(workbook, published, Recipe.load(workbook)), path)
    return path
