"""Read a YAML file into a model, and say everything that is wrong with it at once, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from reportlib.errors import Problem, WorkbookError, choices

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]
Text = dict[str, str]
"""A name or sentence by language: {"zh": …, "en": …}."""


class Noun(BaseModel):
    """A frozen model that refuses names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Document:
    """A parsed YAML file that remembers where each value stood."""

    def __init__(self, path: Path, *, name: str) -> None:
        self.name = name
        self.data: Any = _load(path, name)

    def line(self, location: Location) -> int:
        """The line (from 1) on which the value at a location stands, or the nearest place around it."""
        node, line = self.data, 1
        for key in location:
            if not hasattr(node, "lc"):
                break
            try:
                line = _line_of(node, key)
                node = node[key]
            except (KeyError, IndexError, TypeError):
                break
        return line

    def problem(self, message: str, *location: int | str) -> Problem:
        """A problem that stands at a location of this file."""
        return Problem(message, file=self.name, line=self.line(location))

    def parse(self, model: type[Model]) -> Model:
        """The file as a model.

        Raises
        ------
        WorkbookError
            With every problem found, each with its line and, where there are some, the choices allowed.
        """
        try:
            return model.model_validate(plain(self.data))
        except ValidationError as error:
            problems = [self.problem(_explain(e, model), *_place(e["loc"])) for e in error.errors()]
            raise WorkbookError(sorted(set(problems), key=lambda p: p.line or 0)) from None


def plain(node: Any) -> Any:
    """The same data as ordinary dicts and lists."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [plain(value) for value in node]
    return node


def _load(path: Path, name: str) -> Any:
    try:
        data = YAML(typ="rt").load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise WorkbookError([Problem("the file is missing; every workbook has one", file=name)]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise WorkbookError([Problem("not UTF-8 text; save the file as UTF-8", file=name, line=line)]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not readable as YAML: {error.problem or error.context}"
        raise WorkbookError([Problem(message, file=name, line=mark.line + 1 if mark else None)]) from None
    if not isinstance(data, Mapping):
        raise WorkbookError([Problem("expected 'name: value' lines at the top of the file", file=name, line=1)])
    return data


def _line_of(node: Any, key: int | str) -> int:
    line = node.lc.key(key)[0] if isinstance(node, Mapping) else node.lc.item(key)[0]
    return int(line) + 1


def _place(location: Location) -> Location:
    """A location without the names that pydantic adds for members of a union."""
    return tuple(part for part in location if isinstance(part, int) or not part.startswith(("function-", "list[", "dict[")))


def _explain(error: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(str(part) for part in error["loc"])
    value, context = error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return f"'{where}' is missing"
        case "extra_forbidden":
            known = sorted(_fields(model, error["loc"][:-1]))
            return f"'{error['loc'][-1]}' is not a name used here; {choices(error['loc'][-1], known, what='names')}"
        case "literal_error" | "enum":
            known = [part.strip("' ") for part in str(context["expected"]).replace(" or ", ",").split(",")]
            return f"{where}: '{value}' is not possible; {choices(value, known, what='choices')}"
        case "value_error":
            return f"{where}: {context['error']}"
        case _:
            return f"{where}: {error['msg'].lower()}, not {value!r}"


def _fields(model: type[BaseModel], location: Location) -> set[str]:
    """The field names of the model that sits at a location."""
    current: Any = model
    for part in location:
        if isinstance(part, int):
            continue
        fields = getattr(current, "model_fields", {})
        if part not in fields:
            return set()
        current = next(_models(fields[part].annotation), None)
    return {field.alias or name for name, field in getattr(current, "model_fields", {}).items()}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models(argument)
