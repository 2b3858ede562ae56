"""The parameters that a template declares, the values that they allow, and the names of reports."""

from __future__ import annotations

import ast
import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlib.errors import ParameterError, Problem, WorkbookError, choices
from reportlib.private import read_input
from reportlib.workbook import ids
from reportlib.workbook.documents import too_deep

Value = str | int | float | bool
Settings = tuple[tuple[str, Value], ...]
"""The parameters of a report whose values are not the template's defaults, in the order of their declaration."""
TYPES = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}
FIELDS = {"unit": "units: […]", "period": "periods: […]", "lang": "languages: […]", "status": "status: draft"}
"""The parameters of every report, and how an entry of reports.yaml sets them."""
OPTIONS = {"unit": "--unit", "period": "--period", "lang": "--lang"}
RESERVED = ("template", "workbook")
"""Further arguments of `Report(…)`, whose names no parameter can have."""
_LONGEST = 40
"""The most bytes of a value that go into the name of a report; a longer value is cut and a fingerprint is added."""
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: `unit: str = "x"  # what it is`."""

    name: str
    type: str
    default: object
    help: str


def opened(path: Path, file: str) -> tuple[dict[str, Any], str]:
    """The `reportlib` entry of a notebook's metadata, and the source of its parameters cell.

    Raises
    ------
    WorkbookError
        When the file is no notebook, or cannot be read.
    """
    try:
        notebook = json.loads(read_input(path).decode("utf-8"))
        if too_deep(notebook):
            raise ValueError("a notebook of no program")
        facts = dict(notebook["metadata"].get("reportlib", {}))
        cells = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", ())]
        return facts, "".join(cells[0]["source"]) if cells else ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refusal("not a notebook: open it in JupyterLab and save it again", file) from None


def fingerprint(path: Path) -> str:
    """The fingerprint of a notebook: the sources and tags of its cells, and the `reportlib` entry of its metadata.

    Whatever editors rewrite at every save (outputs, counts, ids, kernels) is left out.
    """
    content = read_input(path)
    try:
        notebook = json.loads(content.decode("utf-8"))
        cells = [(cell["cell_type"], "".join(cell["source"]), _tags(cell)) for cell in notebook["cells"]]
        text = json.dumps([[cell for cell in cells if cell[1].strip()], notebook["metadata"].get("reportlib")], sort_keys=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # no notebook: whoever opens it as one will say so
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return sorted(map(str, cell.get("metadata", {}).get("tags", ())))


def refusal(message: str, file: str) -> WorkbookError:
    """An error that says why a notebook cannot be used."""
    return WorkbookError([Problem(message, file=file)])


def parameters(source: str, file: str) -> tuple[Parameter, ...]:
    """The parameters that a cell declares, read without running it.

    Raises
    ------
    WorkbookError
        When the cell is not Python, is nested too deep, or computes a value.
    """
    try:
        return tuple(_parameters(source))
    except (RecursionError, MemoryError):
        raise refusal("its parameters cell is nested too deep to be read; write plain values", file) from None
    except SyntaxError as error:
        raise refusal(f"its parameters cell is not Python: {error.msg} (line {error.lineno} of the cell)", file) from None
    except ValueError as error:
        raise refusal(f"its parameters cell: {error}", file) from None


def _parameters(source: str) -> Iterator[Parameter]:
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            comment = lines[node.lineno - 1][node.end_col_offset or 0 :].partition("#")[2].strip()
            yield Parameter(node.target.id, ast.unparse(node.annotation), _default(node), comment)


def _default(node: ast.AnnAssign) -> object:
    try:
        return ast.literal_eval(node.value) if node.value is not None else None
    except (ValueError, TypeError):  # it is computed, or a set or dictionary with members that cannot be hashed
        fault = f"'{ast.unparse(node.target)}' is set to {ast.unparse(node.value or node)} (line {node.lineno} of the cell)"
        raise ValueError(f'{fault}; write a plain value, such as "2020Q4"') from None


def own(declared: Iterable[Parameter]) -> dict[str, Parameter]:
    """The parameters of a template other than unit, period, language and status, by name."""
    return {parameter.name: parameter for parameter in declared if parameter.name not in FIELDS}


def misgiven(template: str, declared: Sequence[Parameter], name: str, value: object, *, fields: Mapping[str, str]) -> str:
    """Why a template's parameter cannot have a value, and what to write instead; empty if it can.

    `fields` says how to set unit, period, language and status in the place where the value was written.
    """
    if name in FIELDS:
        return f"parameter '{name}' is set elsewhere; write {fields.get(name, FIELDS[name])} instead"
    own_parameters = own(declared)
    if name not in own_parameters:
        return f"parameter '{name}' is not one of '{template}'; {choices(name, list(own_parameters), what='parameters')}"
    if own_parameters[name].type not in TYPES:
        return f"parameter '{name}' is declared as {own_parameters[name].type}; the types that can be set are {', '.join(TYPES)}"
    if not fits(value, own_parameters[name].type):
        return f"parameter '{name}' takes {own_parameters[name].type}, not {value!r} ({type(value).__name__})"
    return ""


def fits(value: object, type_name: str) -> bool:
    """Whether a value is of a declared type.

    A type other than str, int, float and bool allows every value except booleans, NaN and infinite numbers.
    """
    if isinstance(value, bool) and type_name != "bool":
        return False
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return isinstance(value, TYPES.get(type_name, (object,)))


def read_value(parameter: Parameter, text: str) -> Value:
    """Read the value of a parameter from a command line.

    Raises
    ------
    ValueError
        When the text is no value of the parameter's type.

    Examples
    --------
    >>> read_value(Parameter("n", "int", 1, ""), "3"), read_value(Parameter("deep", "bool", True, ""), "False")
    (3, False)
    """
    try:
        match parameter.type:
            case "int":
                return int(text)
            case "float" if math.isfinite(number := float(text)):
                return number
            case "bool":
                return _BOOLEANS[text.strip().lower()]
            case "str":
                return text
    except (ValueError, KeyError):
        pass
    kinds = {"int": "a whole number", "float": "a number", "bool": "true or false"}
    raise ValueError(f"parameter '{parameter.name}' takes {parameter.type}, not '{text}'; write {kinds.get(parameter.type, '…')}")


def settings(declared: Sequence[Parameter], values: Mapping[str, Value]) -> Settings:
    """The values that differ from a template's defaults; all values if `own` finds no parameters.

    Examples
    --------
    >>> settings([Parameter("share", "float", 1.0, ""), Parameter("n", "int", 2, "")], {"n": 3, "share": 1})
    (('n', 3),)
    """
    own_parameters = own(declared)
    if not own_parameters:
        return tuple(values.items())
    typed = {
        name: float(values[name]) if own_parameters[name].type == "float" else values[name]
        for name in own_parameters
        if name in values
    }
    return tuple((name, value) for name, value in typed.items() if value != own_parameters[name].default)


def settings_of(template: str, root: Path, values: Mapping[str, Value]) -> Settings:
    """The values that differ from a template's defaults; all values if the workbook has no such template.

    Raises
    ------
    ParameterError
        When the template declares no parameter of that name, or the value is of another type.
    """
    file = f"notebooks/{template}.ipynb"
    if not (root / file).is_file():
        return tuple(values.items())
    declared_parameters, fields = parameters(opened(root / file, file)[1], file), {name: f"{name}=…" for name in FIELDS}
    faults = (misgiven(template, declared_parameters, name, value, fields=fields) for name, value in values.items())
    if problems := [Problem(message) for message in faults if message]:
        raise ParameterError(problems)
    return settings(declared_parameters, values)


def report_name(template: str, unit: str, period: object, lang: str, settings: Settings = ()) -> str:
    """The name of a report: template, unit, period, language, and each parameter with another value than its default.

    Examples
    --------
    >>> report_name("brief", "a", "2020Q4", "en", (("owner", "trade-union"), ("deep", True)))
    'brief-a-2020Q4-en-owner-trade-union-deep-true'
    >>> report_name("brief", "a", "2024_25Q1@9", "en")  # the month in which the year starts is left out
    'brief-a-2024_25Q1-en'
    """
    period_text = str(period).partition("@")[0]
    return f"{template}-{unit}-{period_text}-{lang}" + "".join(f"-{name}-{spelt(value)}" for name, value in settings)


def spelt(value: Value) -> str:
    """A value in a report's name; a value that a file name cannot contain is changed, and gets a fingerprint.

    Examples
    --------
    >>> spelt(True), spelt(0.5), spelt("x-y"), spelt("Two words"), spelt("x" * 90)[-8:]
    ('true', '0.5', 'x-y', 'Two-words-623c900e', 'efdfd9ee')
    """
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not ids.fault(text) and len(text.encode()) <= _LONGEST:
        return text
    short = ids.legal(text).encode()[:_LONGEST].decode("utf-8", "ignore").rstrip("-.")
    return f"{short}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
