"""The stand-in for a module that takes long to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

PRELUDE = """
import sys
from warmkernels import install_lazy
install_lazy()
install_lazy()
name = "rfc3987_syntax.syntax_helpers"
"""


@pytest.mark.parametrize(
    "script",
    [
        "import nbformat; assert name not in sys.modules",
        "from jsonschema import Draft202012Validator as V; c = V.FORMAT_CHECKER; assert name not in sys.modules; "
        "assert c.conforms('https://例.example/', 'iri') and not c.conforms('a b', 'iri') and name in sys.modules",
        "import rfc3987_syntax as r; assert r.is_valid_syntax_h16('0'); assert name in sys.modules; assert r.parse",
        "import rfc3987_syntax.syntax_helpers as h; assert h.is_valid_syntax_h16('0')",
        "import rfc3987_syntax as r; assert not hasattr(r, '__no__') and name not in sys.modules and not hasattr(r, 'no')",
    ],
)
def test_the_module_is_loaded_when_it_is_used(script: str) -> None:
    subprocess.run([sys.executable, "-c", PRELUDE + script], check=True)
