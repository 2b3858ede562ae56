"""Templates of HTML, filled by the same rules for blocks, pages and the index.

Their compiled code is stored beside them, as Python does with modules: compiling the templates of one report takes longer
than running its notebook.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2 import BytecodeCache, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from reportlib.atomic import write_bytes

_SETTINGS: Final[dict[str, Any]] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}
_COMPILED_BY: Final = f"{MAGIC_NUMBER.hex()} {jinja2.__version__} {_SETTINGS}"
"""What compiled code depends on beside its template."""


class Templates(Environment):
    """The templates of packages; the first package that has a template is used.

    Every value is escaped; a missing value is an error.
    """

    def __init__(self, *packages: str) -> None:
        loader = ChoiceLoader([PackageLoader(package) for package in packages])
        super().__init__(loader=loader, bytecode_cache=_BesideTemplates(), **_SETTINGS)
        self.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}

    def fill(self, template: str, **values: object) -> str:
        """The text of a template filled with values."""
        return self.get_template(f"{template}.html.j2").render(**values)


class _BesideTemplates(BytecodeCache):
    """Compiled templates in `__pycache__`: read if they fit their templates, written if the folder allows it."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return str(Path(cache_from_source(filename or name)).with_suffix(".jinja"))

    def get_source_checksum(self, source: str) -> str:
        return hashlib.sha256(f"{_COMPILED_BY}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, EOFError, ValueError, TypeError):  # there is none, or it is broken
            checksum, _, code = Path(bucket.key).read_bytes().partition(b"\n")
            bucket.code = marshal.loads(code) if checksum.decode() == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):  # a package that is installed for all users, or in an archive
                write_bytes(Path(bucket.key), f"{bucket.checksum}\n".encode() + marshal.dumps(bucket.code))
