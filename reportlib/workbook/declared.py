"""What a template declares: its parameters, the values that they may be given, and how those name a report."""

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
"""The parameters of a report that are not as its template has them, by name, in the order in which that declares them."""
TYPES = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}
FIELDS = {"unit": "units: […]", "period": "periods: […]", "lang": "languages: […]", "status": "status: draft"}
"""The parameters of every report, and where an entry of reports.yaml says them."""
OPTIONS = {"unit": "--unit", "period": "--period", "lang": "--lang"}
RESERVED = ("template", "workbook")
"""What else `Report(…)` takes by name."""
_LONGEST = 40
"""The most bytes of a value in the name of a report that are its own; of a longer one a fingerprint stands there too."""
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: `unit: str = "x"  # what it is`."""

    name: str
    type: str
    default: object
    help: str


def opened(path: Path, file: str) -> tuple[dict[str, Any], str]:
    """What a notebook's metadata says to us, and the source of its parameters cell.

    Raises
    ------
    WorkbookError
        When it is no notebook.
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
    """The fingerprint of what a notebook says: its code, its prose, the tags of its cells, and its metadata for us.

    What JupyterLab and VS Code write anew whenever they save (outputs, counts, ids, kernels) is no part of it.
    """
    content = read_input(path)
    try:
        notebook = json.loads(content.decode("utf-8"))
        cells = [(cell["cell_type"], "".join(cell["source"]), _tags(cell)) for cell in notebook["cells"]]
        text = json.dumps([[cell for cell in cells if cell[1].strip()], notebook["metadata"].get("reportlib")], sort_keys=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # no notebook: whoever needs one says so
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return sorted(map(str, cell.get("metadata", {}).get("tags", ())))


def refusal(message: str, file: str) -> WorkbookError:
    """That a notebook cannot be used."""
    return WorkbookError([Problem(message, file=file)])


def parameters(source: str, file: str) -> tuple[Parameter, ...]:
    """The parameters that a cell declares, without running it.

    Raises
    ------
    WorkbookError
        When it cannot be read, or computes a value.
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
    """The value that a parameter has unless it is given one: written out, never computed."""
    try:
        return ast.literal_eval(node.value) if node.value is not None else None
    except (ValueError, TypeError):  # what is computed; a set or a dictionary of what cannot be in one
        fault = f"'{ast.unparse(node.target)}' is set to {ast.unparse(node.value or node)} (line {node.lineno} of the cell)"
        raise ValueError(f'{fault}; write a plain value, such as "2020Q4"') from None


def own(declared: Iterable[Parameter]) -> dict[str, Parameter]:
    """The parameters that are a template's own, by name: all but unit, period, language and status."""
    return {parameter.name: parameter for parameter in declared if parameter.name not in FIELDS}


def misgiven(template: str, declared: Sequence[Parameter], name: str, value: object, *, fields: Mapping[str, str]) -> str:
    """Why a template's own parameter cannot have a value, with what would be right; empty where it can.

    `fields` says how unit, period, language and status are given where this was.
    """
    if name in FIELDS:
        return f"parameter '{name}' is said in a place of its own; write {fields.get(name, FIELDS[name])} instead"
    own_parameters = own(declared)
    if name not in own_parameters:
        return f"parameter '{name}' is not one of '{template}'; {choices(name, list(own_parameters), what='parameters')}"
    if own_parameters[name].type not in TYPES:
        return f"parameter '{name}' is declared as {own_parameters[name].type}; what can be given is {', '.join(TYPES)}"
    if not fits(value, own_parameters[name].type):
        return f"parameter '{name}' takes {own_parameters[name].type}, not {value!r} ({type(value).__name__})"
    return ""


def fits(value: object, type_name: str) -> bool:
    """Whether a value is of a declared type; any is of one that is not a plain one."""
    if isinstance(value, bool) and type_name != "bool":
        return False
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return isinstance(value, TYPES.get(type_name, (object,)))


def read_value(parameter: Parameter, text: str) -> Value:
    """A value from a text, as a command line gives it.

    Raises
    ------
    ValueError
        When it is none of the parameter's type.

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
    """What of the values given is not as a template has it; where it declares nothing of its own, all of them.

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
    """What of the values given is not as a template in a workbook's folder has it.

    Raises
    ------
    ParameterError
        When it declares none of that name and type.
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
    """The name of a report: template, unit, period and language, and each parameter that is not as its template has it.

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
    """A value as it stands in the name of a report: itself, where a file may be called so.

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
