"""A stand-in for `rfc3987_syntax` that loads the real module when it is first used.

jsonschema imports that module for its check of the format “iri”, and nbformat imports jsonschema; the module compiles a
grammar for each of some forty terms as it is imported, which takes longer than everything else a notebook's start does.
It is there only where jupyterlab is.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_NAME = "rfc3987_syntax"


def install() -> None:
    """Put the stand-in in place, unless the module is loaded already or not installed."""
    if _NAME not in sys.modules and (spec := find_spec(_NAME)) is not None:
        stand_in = _StandIn(_NAME)
        stand_in.__spec__ = spec
        stand_in.__path__ = list(spec.submodule_search_locations or ())
        sys.modules[_NAME] = stand_in


class _StandIn(ModuleType):
    @staticmethod
    def is_valid_syntax(term: str, value: str) -> bool:
        """The one function that jsonschema binds when it is imported."""
        return bool(_real().is_valid_syntax(term, value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked for by inspection and import machinery, which use nothing
            raise AttributeError(name)
        return getattr(_real(), name)


def _real() -> ModuleType:
    if isinstance(sys.modules.get(_NAME), _StandIn):
        del sys.modules[_NAME]
    return import_module(_NAME)
