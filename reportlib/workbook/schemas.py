"""JSON Schemas of the params files, derived from the models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from reportlib.atomic import write_whole
from reportlib.workbook import Settings
from reportlib.workbook.catalogue import Catalogue
from reportlib.workbook.documents import Noun
from reportlib.workbook.layouts import Layouts
from reportlib.workbook.schedule import Matrix
from reportlib.workbook.units import Units

MODELS: dict[str, type[Noun]] = {
    "workbook": Settings,
    "catalogue": Catalogue,
    "units": Units,
    "sources": Layouts,
    "reports": Matrix,
}


def write(folder: Path) -> Iterator[Path]:
    """Write the schema of each params file into a folder, and yield the paths."""
    for name, model in MODELS.items():
        path = folder / f"{name}.schema.json"
        write_whole(path, schema_of(model))
        yield path


def schema_of(model: type[BaseModel]) -> str:
    """The JSON Schema of a model, as the text of a file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | model.model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
