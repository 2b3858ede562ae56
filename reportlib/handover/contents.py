"""A handover as bytes and back: the view cut for one report, with the part of the workbook that it names."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from pydantic import TypeAdapter

from reportlib.analysis import View
from reportlib.analysis.snapshots.view import TABLES
from reportlib.data import Finding
from reportlib.handover.asking import read_workbook, written
from reportlib.handover.tables import Packed, framed, pack, unframed, unpack
from reportlib.periods import Period
from reportlib.workbook.schedule import Correction

_CORRECTIONS = TypeAdapter(tuple[Correction, ...])


@dataclass(frozen=True)
class Handover:
    """One report's view, the fingerprint of its figures, and what else its page says that stands in other files.

    `laid`: the folder where the build laid the whole workbook out to be asked; empty where it did not.
    """

    name: str
    view: View
    data: str
    corrections: Sequence[Correction]
    laid: str = ""
    template: str = ""
    lang: str = ""


def encode(handover: Handover) -> bytes:
    """A handover as bytes: the length of a text of JSON, the text, and the columns of its tables."""
    view, tables = handover.view, pack({name: getattr(handover.view, name) for name in TABLES})
    told = {
        "name": handover.name,
        "data": handover.data,
        "laid": handover.laid,
        "template": handover.template,
        "lang": handover.lang,
        "corrections": _CORRECTIONS.dump_json(tuple(handover.corrections), by_alias=True).decode(),
        "workbook": written(view.workbook),
        "unit": view.unit.id,
        "period": str(view.period),
        "handed": _shared(view.handed),
        "findings": [astuple(finding) for finding in view.findings],
        "each": [b64encode(encode(Handover("", each, "", ()))).decode() for each in view.each],
        "tables": tables.shapes,
        "texts": tables.texts,
    }
    return framed(told, tables.columns)


def decode(data: bytes) -> Handover:
    """The handover that was encoded.

    Raises
    ------
    ValueError
        When it is not one.
    """
    told, end = unframed(data)
    tables = unpack(Packed(told["tables"], told["texts"], data[end:]))
    workbook = read_workbook(told["workbook"])
    view = View(
        workbook=workbook,
        unit=workbook.units[told["unit"]],
        period=Period.parse(told["period"]),
        handed=_apart(told["handed"]),
        findings=tuple(Finding(*finding) for finding in told["findings"]),
        each=tuple(decode(b64decode(each)).view for each in told["each"]),
        **tables,
    )
    return Handover(
        told["name"],
        view,
        told["data"],
        _CORRECTIONS.validate_json(told["corrections"]),
        told["laid"],
        told["template"],
        told["lang"],
    )


def _shared(handed: Mapping[str, frozenset[str]]) -> list[Any]:
    """Which indicators of each unit were handed over; of the few sets that thousands of units share, each once."""
    numbers = {names: n for n, names in enumerate(dict.fromkeys(handed.values()))}
    return [[sorted(names) for names in numbers], {unit: numbers[names] for unit, names in handed.items()}]


def _apart(told: Sequence[Any]) -> dict[str, frozenset[str]]:
    sets, units = [frozenset(names) for names in told[0]], told[1]
    return {unit: sets[number] for unit, number in units.items()}
