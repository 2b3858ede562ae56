"""A stand-in for `rfc3987_syntax`, which loads the real module at first use.

nbformat imports jsonschema, which imports this module to check the format “iri”. The import compiles about forty grammars and
takes longer than the rest of a notebook's start. The module is installed only with jupyterlab.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_NAME = "rfc3987_syntax"


def install() -> None:
    """Install the stand-in, unless the real module is loaded or not installed."""
    if _NAME not in sys.modules and (spec := find_spec(_NAME)) is not None:
        stand_in = _StandIn(_NAME)
        stand_in.__spec__ = spec
        stand_in.__path__ = list(spec.submodule_search_locations or ())
        sys.modules[_NAME] = stand_in


class _StandIn(ModuleType):
    @staticmethod
    def is_valid_syntax(term: str, value: str) -> bool:
        """Call the real function, the only one of `rfc3987_syntax` that jsonschema uses."""
        return bool(_real().is_valid_syntax(term, value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # inspection and the import machinery need nothing of the module
            raise AttributeError(name)
        return getattr(_real(), name)


def _real() -> ModuleType:
    if isinstance(sys.modules.get(_NAME), _StandIn):
        del sys.modules[_NAME]
    return import_module(_NAME)
