"""Show a message if the last line of a cell gives None instead of a chart; IPython would show nothing."""

from __future__ import annotations

import ast
import inspect
import io
import sys
import tokenize
from collections.abc import Mapping
from typing import Any

NOTHING = "nothing"
"""The role of the output that shows the message."""
_SPACE = {tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def watch() -> None:
    """Check each cell of this notebook after it has run; does nothing outside IPython."""
    shell = _shell()
    if shell is not None:
        shell.events.register("post_run_cell", _show_lost_value)  # it keeps each function only once


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 builds do without

    return get_ipython()


def _show_lost_value(result: Any) -> None:
    shell = _shell()
    if shell is None or not result.success or result.result is not None:
        return
    from IPython.display import display  # noqa: PLC0415 builds do without

    if code := lost_value(shell.transform_cell(result.info.raw_cell), shell.user_ns):
        bundle = {"text/plain": f"{code} is None: there is nothing to show"}
        display(bundle, metadata={"reportlib": {"role": NOTHING, "code": code}}, raw=True)  # type: ignore[no-untyped-call]


def lost_value(source: str, names: Mapping[str, Any]) -> str:
    """The code that a cell ends in, if it seems meant to show something (a name, or a call of this package); else empty.

    Examples
    --------
    >>> lost_value("figures['a']", {}), lost_value("print(x)", {}), lost_value("figure;", {})
    ("figures['a']", '', '')
    """
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return ""
    if not body or not isinstance(body[-1], ast.Expr) or _is_quiet(source):
        return ""
    return ast.unparse(body[-1].value) if _is_meant(body[-1].value, names) else ""


def _is_quiet(source: str) -> bool:
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    return [token.string for token in tokens if token.type not in _SPACE][-1:] == [";"]


def _is_meant(node: ast.expr, names: Mapping[str, Any]) -> bool:
    match node:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return True
        case ast.Call(func=function):
            return str(getattr(_function_called(function, names), "__module__", None)).startswith("reportlib.")
        case ast.BoolOp(values=parts):
            return any(_is_meant(part, names) for part in parts)
        case ast.IfExp(body=then, orelse=otherwise):
            return _is_meant(then, names) or _is_meant(otherwise, names)
        case _:
            return False


def _function_called(node: ast.expr, names: Mapping[str, Any]) -> object:
    """The function of a call, looked up without running code; None if that is not possible."""
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=of, attr=name):
            attribute = inspect.getattr_static(_function_called(of, names), name, None)
            return getattr(attribute, "__func__", attribute)
        case _:
            return None
