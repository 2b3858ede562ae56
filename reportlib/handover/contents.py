"""Turn a handover (a report's view, and its part of the workbook) into bytes and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from pydantic import TypeAdapter

from reportlib.analysis import View
from reportlib.analysis.snapshots.view import TABLES
from reportlib.data import Finding
from reportlib.handover.query_source import read_workbook, workbook_text
from reportlib.handover.tables import Packed, join_header, pack, split_header, unpack
from reportlib.periods import Period
from reportlib.workbook.schedule import Correction

_CORRECTIONS = TypeAdapter(tuple[Correction, ...])


@dataclass(frozen=True)
class Handover:
    """What a build passes to the kernel of one report.

    `name` is the report's name, `data` the fingerprint of its figures. `workbook_folder` is where the build wrote the workbook
    for queries; empty if it did not.
    """

    name: str
    view: View
    data: str
    corrections: Sequence[Correction]
    workbook_folder: str = ""
    template: str = ""
    lang: str = ""


def encode(handover: Handover) -> bytes:
    """A handover as bytes: the length of a JSON text, the text, and the columns of the view's tables."""
    view, tables = handover.view, pack({name: getattr(handover.view, name) for name in TABLES})
    content = {
        "name": handover.name,
        "data": handover.data,
        "laid": handover.workbook_folder,
        "template": handover.template,
        "lang": handover.lang,
        "corrections": _CORRECTIONS.dump_json(tuple(handover.corrections), by_alias=True).decode(),
        "workbook": workbook_text(view.workbook),
        "unit": view.unit.id,
        "period": str(view.period),
        "handed": _with_sets_once(view.handed),
        "findings": [astuple(finding) for finding in view.findings],
        "each": [b64encode(encode(Handover("", each, "", ()))).decode() for each in view.each],
        "tables": tables.shapes,
        "texts": tables.texts,
    }
    return join_header(content, tables.columns)


def decode(data: bytes) -> Handover:
    """Read a handover from bytes.

    Raises
    ------
    ValueError
        When the bytes are not those of a handover.
    """
    content, end = split_header(data)
    tables = unpack(Packed(content["tables"], content["texts"], data[end:]))
    workbook = read_workbook(content["workbook"])
    view = View(
        workbook=workbook,
        unit=workbook.units[content["unit"]],
        period=Period.parse(content["period"]),
        handed=_sets_by_unit(content["handed"]),
        findings=tuple(Finding(*finding) for finding in content["findings"]),
        each=tuple(decode(b64decode(each)).view for each in content["each"]),
        about=(),
        **tables,
    )
    return Handover(
        content["name"],
        view,
        content["data"],
        _CORRECTIONS.validate_json(content["corrections"]),
        content["laid"],
        content["template"],
        content["lang"],
    )


def _with_sets_once(handed: Mapping[str, frozenset[str]]) -> list[Any]:
    numbers = {names: n for n, names in enumerate(dict.fromkeys(handed.values()))}
    return [[sorted(names) for names in numbers], {unit: numbers[names] for unit, names in handed.items()}]


def _sets_by_unit(content: Sequence[Any]) -> dict[str, frozenset[str]]:
    sets, units = [frozenset(names) for names in content[0]], content[1]
    return {unit: sets[number] for unit, number in units.items()}
