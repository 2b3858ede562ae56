"""Read a YAML file into a model, and report all faults at once, with line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from reportlib.errors import Problem, WorkbookError, choices
from reportlib.periods.reading import CALENDAR, Years
from reportlib.private import read_input

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is not in every build of PyYAML
DEEPEST = 50
"""How deep lists and mappings may be nested."""
_COPY = re.compile(
    r"""
    [ ]-?[ ]?(copy|backup|bak|old|orig|kopie|copie|copia)([ ]?\(?\d+\)?)?\.\w+$  # units copy 2.yaml, units - Copy (2).yaml
    | [ ]?\(\d+\)\.\w+$  # units (1).yaml
    | \.(bak|backup|old|orig|save|tmp)\d*(\.\w+)?$  # units.yaml.bak, units.bak.yaml
    | ^(copy|backup)\ of\b
    | \u526f\u672c | \u590d\u4ef6 | \u5907\u4efd
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SCALARS = yaml.SafeLoader("")
_UNION = ("function-", "list[", "dict[", "tuple[", "literal[", "constrained-")
_PLAIN = {
    "string_type": "write a word here (in quotes, should it be a number)",
    "tuple_type": "write a list here, such as [a, b]",
    "too_short": "write at least one here",
    "model_type": "write 'name: value' pairs here",
    "dict_type": "write 'name: value' pairs here",
}
"""Messages for someone who writes YAML, in place of those of pydantic that speak of Python."""
READABLE = "give whoever builds the right to read it and to enter its folders"
Text = dict[str, str]
"""A name or sentence by language: {"zh": …, "en": …}."""


def own_files(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder that match a pattern, sorted, without hidden files and editors' leftovers."""
    return sorted(path for path in folder.glob(pattern) if not any(_is_left(part) for part in path.relative_to(folder).parts))


def _is_left(name: str) -> bool:
    return name.startswith((".", "#", "~")) or name.endswith(("~", "#"))


def is_copy(name: str) -> bool:
    """Whether a file's name is typical of a copy that somebody made.

    Examples
    --------
    >>> [is_copy(name) for name in ("units copy.yaml", "units (1).yaml", "units \u526f\u672c.yaml", "copy-2020-en.md")]
    [True, True, True, False]
    """
    return bool(_COPY.search(name))


def refused(error: OSError) -> str:
    """A message that says why an input file cannot be read, and what to do about it."""
    return f"the file cannot be read: {(error.strerror or str(error)).lower()}; {READABLE}"


def unread(path: Path, name: str) -> Iterator[Problem]:
    """A problem if a text file cannot be opened, or is not UTF-8."""
    try:
        read_input(path).decode("utf-8")
    except OSError as error:
        yield Problem(refused(error), file=name, mend=READABLE)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        yield Problem("not UTF-8 text; save the file as UTF-8", file=name, line=line, mend="save the file again, as UTF-8")


class Noun(BaseModel):
    """The base of all models of params files: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Document:
    """A parsed YAML file with the line of each value."""

    def __init__(self, path: Path, *, name: str) -> None:
        self.name = name
        self._lines: dict[Location, int] = {}
        self.data: Any = _build(_compose(path, name), self._lines, name)

    def line(self, location: Location) -> int:
        """The line, counted from 1, of the value at a location, or of the nearest value around it."""
        while location and location not in self._lines:
            location = location[:-1]
        return self._lines.get(location, 1)

    def problem(self, message: str, *location: int | str, mend: str = "") -> Problem:
        """A problem at a location of this file."""
        return Problem(message, file=self.name, line=self.line(location), mend=mend)

    def parse(self, model: type[Model], *, years: Years = CALENDAR) -> Model:
        """Validate the file as a model.

        Raises
        ------
        WorkbookError
            With every problem, each with its line and, where there is a choice, the values allowed.
        """
        try:
            return model.model_validate(self.data, context={"years": years})
        except ValidationError as error:
            problems = [self.problem(_explain(e, model), *_location(e["loc"])) for e in _telling(error.errors())]
            raise WorkbookError(sorted(set(problems), key=lambda p: p.line or 0)) from None


def _compose(path: Path, name: str) -> yaml.MappingNode:
    try:
        text = read_input(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        _tame(text, name)
        node = yaml.compose(text, Loader=LOADER)
    except FileNotFoundError:
        raise WorkbookError([Problem("the file is missing", file=name)]) from None
    except OSError as error:
        raise WorkbookError([Problem(refused(error), file=name, mend=READABLE)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise WorkbookError([Problem("not UTF-8 text; save the file as UTF-8", file=name, line=line)]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not readable as YAML: {error.problem or error.context}{_tab(path, mark)}"
        raise WorkbookError([Problem(message, file=name, line=mark.line + 1 if mark else None)]) from None
    except yaml.YAMLError as error:
        raise WorkbookError([Problem(f"not readable as YAML: {str(error).splitlines()[0]}", file=name)]) from None
    if not isinstance(node, yaml.MappingNode):
        raise WorkbookError([Problem("expected 'name: value' lines at the top of the file", file=name, line=1)])
    return node


def _tame(text: str, name: str) -> None:
    """Refuse aliases of collections, which can expand without end, and deep nesting, which crashes the parser."""
    depth, collections = 0, set[str]()
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            collections |= {event.anchor} if event.anchor else set()
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent) and event.anchor in collections:
            mend = f"copy what stands at '&{event.anchor}' to this place"
            raise _untamed(event, f"'*{event.anchor}' repeats a list or a group of pairs; write it out here", name, mend)
        if depth > DEEPEST:
            message = f"lists or pairs within each other more than {DEEPEST} deep; look for brackets that are never closed"
            raise _untamed(event, message, name)


def _untamed(event: yaml.Event, message: str, name: str, mend: str = "") -> WorkbookError:
    line = event.start_mark.line + 1 if event.start_mark else None
    return WorkbookError([Problem(message, file=name, line=line, mend=mend)])


def too_deep(data: object) -> bool:
    """Whether lists and mappings are nested deeper than any file of a workbook needs.

    Examples
    --------
    >>> from functools import reduce
    >>> too_deep([[1]]), too_deep(reduce(lambda inner, _: [inner], range(DEEPEST), []))
    (False, True)
    """
    layer: list[Any] = [data]
    for _ in range(DEEPEST):
        layer = [child for part in layer for child in _children(part)]
    return bool(layer)


def _children(part: object) -> list[Any]:
    members = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [member for member in members if isinstance(member, (dict, list))]


def _tab(path: Path, mark: yaml.Mark | None) -> str:
    """A hint for the message if the line contains a tab, which YAML does not accept as indentation; else empty."""
    lines = path.read_text("utf-8").splitlines()
    has = mark is not None and mark.line < len(lines) and "\t" in lines[mark.line]
    return "; the line holds a tab: write spaces instead" if has else ""


def _build(node: yaml.Node, lines: dict[Location, int], name: str, location: Location = ()) -> Any:
    lines.setdefault(location, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, lines, name, location)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, lines, name, (*location, n)) for n, child in enumerate(node.value)]
    try:
        return _SCALARS.construct_object(node)
    except (ValueError, yaml.YAMLError):
        message = f"'{node.value}' is not a value that can be read; mend it, or put it in quotes"
        raise WorkbookError([Problem(message, file=name, line=node.start_mark.line + 1)]) from None


def _build_mapping(node: yaml.MappingNode, lines: dict[Location, int], name: str, location: Location) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, child in node.value:
        text, line = str(key.value), key.start_mark.line + 1
        if text in data:
            message = f"'{text}' stands twice here, first on line {lines[(*location, text)]}; keep one"
            raise WorkbookError([Problem(message, file=name, line=line)])
        lines[(*location, text)] = line
        data[text] = _build(child, lines, name, (*location, text))
    return data


def _telling(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """The errors, except errors that follow from a more exact one.

    A list is not called too short if one of its members is wrong, and a mapping with a mistake is not called “no text”.
    """
    for error in errors:
        location = _location(error["loc"])
        deeper = any(
            len(_location(e["loc"])) > len(location) and _location(e["loc"])[: len(location)] == location for e in errors
        )
        if not (deeper and error["type"] in ("too_short", "string_type", "tuple_type")):
            yield error


def _location(location: Location) -> Location:
    return tuple(part for part in location if isinstance(part, int) or not part.startswith(_UNION))


def _explain(error: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(str(part) for part in _location(error["loc"]))
    value, context = error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return f"'{where}' is missing"
        case "extra_forbidden":
            allowed = sorted(_fields(model, _location(error["loc"])[:-1]))
            return f"'{error['loc'][-1]}' is not a name used here; {choices(error['loc'][-1], allowed, what='names')}"
        case "literal_error" | "enum":
            allowed = [part.strip("' ") for part in str(context["expected"]).replace(" or ", ",").split(",")]
            return f"{where}: '{value}' is not possible; {choices(value, allowed, what='choices')}"
        case "too_short" if context["min_length"] > 1:
            return f"{where}: write at least {context['min_length']} here, not {value!r}"
        case "value_error":
            return f"{where}: {context['error']}"
        case _:
            return f"{where}: {_PLAIN.get(error['type'], error['msg'].lower())}, not {value!r}"


def _fields(model: type[BaseModel], location: Location) -> set[str]:
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
