"""Named parts of standard sections: a template can choose some, leave some out, or put some first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from markupsafe import Markup

from reportlib.blocks import Chart
from reportlib.blocks.pieces import Piece, Pieces, fragment
from reportlib.blocks.text import verdicts
from reportlib.errors import ParameterError, Problem, choices

if TYPE_CHECKING:
    from reportlib.report.report import Report

MaybeBlock: TypeAlias = "Piece | Chart | None"
Wanted = str | Sequence[str]


@dataclass(frozen=True)
class Part:
    """A named part of a section; `make` returns its blocks, or None if there are no figures."""

    name: str
    make: Callable[[], Sequence[MaybeBlock] | MaybeBlock]

    @property
    def blocks(self) -> list[Piece | Chart]:
        """The blocks of the part; empty if there are no figures."""
        result = self.make()
        return [one for one in (result if isinstance(result, Sequence) else [result]) if one is not None]


@dataclass(frozen=True)
class Choice:
    """The parts of a section that a template wants, by name: `only` these, all `without` these, or these first (`order`)."""

    call: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @classmethod
    def of(cls, call: str, *, only: Wanted = (), without: Wanted = (), order: Wanted = ()) -> Choice:
        """The choice that the arguments of a call make; a single name may be given without a list."""
        return cls(call, *(tuple([names] if isinstance(names, str) else names) for names in (only, without, order)))

    def within(self, groups: Mapping[str, Sequence[str]]) -> Choice:
        """The choice with names of groups replaced by the names of their members."""
        choices_written = (
            [one for name in names for one in groups.get(name, [name])] for names in (self.only, self.without, self.order)
        )
        return Choice(self.call, *map(tuple, choices_written))

    def names(self, part_names: Iterable[str], *, also: Iterable[str] = ()) -> list[str]:
        """The names of the chosen parts, in the chosen order.

        Parameters
        ----------
        also
            Valid names of parts for which the unit has nothing to show.

        Raises
        ------
        ParameterError
            When names are not valid; the message has a line for each of them.
        """
        there = list(part_names)
        self._check([*there, *also])
        chosen = [name for name in there if name not in self.without and (not self.only or name in self.only)]
        return [*(name for name in self.order if name in chosen), *(name for name in chosen if name not in self.order)]

    def parts(self, every_part: Sequence[Part], *, also: Iterable[str] = ()) -> list[Part]:
        """The chosen parts, in the chosen order."""
        by_name = {part.name: part for part in every_part}
        return [by_name[name] for name in self.names(by_name, also=also)]

    def _check(self, part_names: Sequence[str]) -> None:
        names_by_option = {"only": self.only, "without": self.without, "order": self.order}
        problems = [
            Problem(f"{self.call}: {option} names '{name}'; {choices(name, list(dict.fromkeys(part_names)), what='parts')}")
            for option, names in names_by_option.items()
            for name in names
            if name not in part_names
        ]
        if problems:
            raise ParameterError(problems)


def section(report: Report, key: str, *, judged: Sequence[str] = ()) -> Piece:
    """The heading of a standard section."""
    return heading(report, key, report.words(f"section.{key}.title"), lead=report.words(f"section.{key}.lead"), judged=judged)


def heading(report: Report, key: str, title: str, *, lead: str = "", number: str = "", judged: Sequence[str] = ()) -> Piece:
    """The heading of a section, with a count of the verdicts on the indicators in `judged`."""
    counts = verdicts.counted(report.view, report.words, judged)
    html = fragment("section", report.words, number=number, title=title, lead=lead, counts=counts)
    return Piece("section", str(html), {"id": key, "title": title})


def folded(key: str, title: str) -> Piece:
    """The heading of a section that opens at a click."""
    return Piece("section", str(Markup("<h2>{}</h2>").format(title)), {"id": key, "title": title, "folded": True})


def under(head: Piece, blocks: Sequence[tuple[Piece | Chart, str]]) -> Pieces:
    """A section: its heading, then blocks with their widths; a single block has full width; empty without blocks."""
    alone = len(blocks) == 1
    sized = [part if isinstance(part, Piece) else part.sized("full" if alone else width) for part, width in blocks]
    return Pieces([head, *sized]) if blocks else Pieces()


def sized(parts: Iterable[Part], *, full: Collection[str] = ()) -> list[tuple[Piece | Chart, str]]:
    """The blocks of parts with their widths: full for the parts named in `full`, else half."""
    return [(block, "full" if part.name in full else "half") for part in parts for block in part.blocks]
