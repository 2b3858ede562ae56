from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.export.reference import markdown
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("root", [ROOT, ROOT / "examples" / "skill-grades"], ids=["main", "example"])
def test_every_dimension_and_indicator_is_told_once_with_its_owner_and_note(root: Path, lang: str) -> None:
    book = Workbook.load(root)
    text = markdown(book, lang=lang)

    assert text.endswith("\n") and text.startswith("# ")
    for dimension in book.catalogue.dimensions:
        assert f"\n## {dimension.name[lang]}\n" in text
    for indicator in book.catalogue.indicators:
        assert text.count(f"### {indicator.name[lang]} (`{indicator.id}`)\n") == 1
        assert indicator.note[lang] in text
        assert book.catalogue.owner(indicator.owner).name[lang] in text
