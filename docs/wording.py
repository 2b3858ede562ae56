"""Write docs/wording.md: every sentence pattern of the text catalogue, with one example each in Chinese and English.

Run it in this repository's folder: `python docs/wording.py`. A test checks that the file is up to date. The values for the gaps
are in docs/wording-examples.yaml: by the name of the gap or, if that is not enough, by the key of the pattern or of a group of
patterns.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from reportlib.blocks.text import text

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
ENDS = ("\u3002", ".")
LEAD = """# Every sentence pattern

These tables list every sentence that a page can contain, in the order of the files in `reportlib/blocks/text/`, with one
example each in Chinese and English. The examples fill the gaps with values from `docs/wording-examples.yaml`; no figure here
comes from a workbook. Texts that have no gap and are not sentences, such as the headings of columns, are left out.
`python docs/wording.py` writes this file.
"""


def flat(node: object, above: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue, by its dotted key."""
    if isinstance(node, dict):
        for part, value in node.items():
            yield from flat(value, f"{above}.{part}" if above else str(part))
    elif isinstance(node, str):
        yield above, node


def gaps(pattern: str) -> list[str]:
    """The names of the gaps of a pattern."""
    return [name for _, name, _, _ in string.Formatter().parse(pattern) if name]


def filled(key: str, pattern: str, lang: str, examples: dict[str, Any]) -> str:
    """A pattern with an example value in each of its gaps.

    Raises
    ------
    KeyError
        When there is no example for a gap.
    """
    own = _own(key, examples["patterns"])
    told = {name: own.get(name, examples["gaps"].get(name)) for name in gaps(pattern)}
    if lacking := [name for name, example in told.items() if example is None]:
        raise KeyError(f"docs/wording-examples.yaml has no example for {lacking} of {key}")
    spoken = {name: example[lang] if isinstance(example, dict) else str(example) for name, example in told.items()}
    return pattern.format(**spoken)


def _own(key: str, patterns: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The example values of a pattern: its own, and those of the groups that contain it."""
    parts = key.split(".")
    found: dict[str, Any] = {}
    for n in range(1, len(parts) + 1):
        found |= patterns.get(".".join(parts[:n]), {})
    return found


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Every pattern of the catalogue by its key, with an example in each language."""
    examples = yaml.safe_load((HERE / "wording-examples.yaml").read_text("utf-8"))
    texts = {lang: dict(flat(text(lang))) for lang in LANGUAGES}
    for key in texts[LANGUAGES[0]]:
        patterns = {lang: texts[lang][key] for lang in LANGUAGES}
        if any(gaps(pattern) or pattern.strip().endswith(ENDS) for pattern in patterns.values()):
            yield key, {lang: filled(key, pattern, lang, examples) for lang, pattern in patterns.items()}


def markdown() -> str:
    """The text of docs/wording.md."""
    parts = [LEAD]
    for part, told in groupby(rows(), key=lambda row: row[0].partition(".")[0]):
        lines = [f"| `{key}` | {_cell(said['zh'])} | {_cell(said['en'])} |" for key, said in told]
        parts.append("\n".join([f"## {part}\n", "| pattern | zh | en |", "|---|---|---|", *lines]) + "\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.strip().replace("|", "\\|")


if __name__ == "__main__":
    (HERE / "wording.md").write_text(markdown(), "utf-8")
