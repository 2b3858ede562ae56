"""The pinyin initials of names, kept from build to build because the pinyin tables load slowly."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from pydantic import TypeAdapter, ValidationError

from reportlib.atomic import write_changed
from reportlib.blocks.text.pinyin import initials
from reportlib.plan.built_files import OWN_FOLDER, UNREADABLE, read_kept
from reportlib.workbook import provenance

INITIALS: Final = Path(OWN_FOLDER, "initials.json")
_NAMES = TypeAdapter(dict[str, list[str]])


@dataclass
class Spelling:
    """A function from names to their initials.

    `kept` has the initials that the last build stored; `used` has the initials that this build asked for. `by` is the fingerprint
    of the code and packages that compute initials.
    """

    by: str
    kept: dict[str, list[str]]
    used: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, output: Path) -> Self:
        """Read the initials that the last build stored; start without any if the file cannot be read, or other code wrote it."""
        by = f"{provenance.packages_hash()} {provenance.code_hash()}"
        try:
            content = read_kept(output / INITIALS)
            return cls(by, _NAMES.validate_python(content["names"], strict=True) if content["by"] == by else {})
        except (*UNREADABLE, ValidationError):
            return cls(by, {})

    def __call__(self, name: str) -> list[str]:
        """The initials of a name."""
        if name not in self.used:
            self.used[name] = self.kept[name] if name in self.kept else initials(name)
        return self.used[name]

    def keep(self, output: Path) -> None:
        """Write the initials of the names that were looked up."""
        names = {name: spelt for name, spelt in self.used.items() if spelt}
        text = json.dumps({"by": self.by, "names": names}, ensure_ascii=False, sort_keys=True)
        write_changed(output / INITIALS, text + "\n")
