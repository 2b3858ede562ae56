from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.audit.audit import audited
from tests.audit.bench import Ruling
from tests.audit.built import Built
from tests.audit.facts import Facts
from tests.audit.ledger import opened
from tests.audit.page import Page
from tests.audit.pictorial import Pictorial


@dataclass(eq=False)
class Audit:
    built: Built

    @cached_property
    def speeches(self) -> dict[str, Pictorial]:
        return {lang: Pictorial(ledger) for lang, ledger in opened(self.built.plain or self.built.root).items()}

    @cached_property
    def pages(self) -> list[Page]:
        return [Page.read(path) for path in self.built.paths]

    def facts(self, page: Page) -> Facts:
        return Facts(self.speeches[page.lang].ledger, page.meta("unit"), page.meta("period"))

    @cached_property
    def rulings(self) -> list[Ruling]:
        return [ruling for page in self.pages for ruling in audited(page, self.speeches)]

    @property
    def wrong(self) -> list[Ruling]:
        return [ruling for ruling in self.rulings if ruling.verdict in ("false", "unexplained")]

    @property
    def reasons(self) -> Counter[str]:
        """For each reason, how many claims were left unjudged."""
        return Counter(ruling.why for ruling in self.rulings if ruling.verdict == "unjudged")

    @property
    def lines(self) -> Iterator[str]:
        """The counts of pages and of claims by ruling, the reasons of unjudged claims, and each false or unexplained claim."""
        counts = Counter(ruling.verdict for ruling in self.rulings)
        told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("true", "unjudged", "false", "unexplained"))
        yield f"{self.built.name}: {len(self.pages)} pages, {told}"
        yield from (f"  unjudged, {count}: {why}" for why, count in self.reasons.most_common())
        yield from (f"  {ruling}" for ruling in self.wrong)


def of_folders(folders: Iterable[Path]) -> list[Audit]:
    return [Audit(Built(folder.name, _workbook(folder), folder)) for folder in folders]


def _workbook(folder: Path) -> Path:
    """The folder of the workbook that `folder` lies in: the nearest folder, going upward, that has params/workbook.yaml."""
    return next(above for above in (folder, *folder.resolve().parents) if (above / "params" / "workbook.yaml").is_file())
