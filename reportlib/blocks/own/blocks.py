"""The content of an analyst's section: pieces, figures, tables and texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportlib.blocks.chart import Chart
from reportlib.blocks.own import vector
from reportlib.blocks.own.call import Call
from reportlib.blocks.pieces import Piece, Pieces, fragment

_SHOWS = ("_ipython_display_", "_repr_mimebundle_", "_repr_html_")


def parts_of(blocks: Iterable[object], call: Call) -> Pieces:
    """The blocks in order; lists are flattened, a text becomes paragraphs, errors are noted in `call`."""
    return Pieces(part for n, block in enumerate(blocks, start=1) for part in _parts(block, n, call))


def _parts(block: object, n: int, call: Call) -> Iterator[object]:
    if isinstance(block, str):
        yield Piece("block", str(fragment("text", call.words, paragraphs=[part for part in block.split("\n\n") if part.strip()])))
    elif isinstance(block, (list, tuple)):
        for part in block:
            yield from _parts(part, n, call)
    elif block is None:
        call.wrong(f"block {n} is None: there is nothing to show; write after it `or report.text(…)`")
    elif isinstance(block, Piece | Chart):
        yield block
    elif vector.is_drawing(block):
        call.wrong(f"block {n} is a matplotlib figure; write report.figure(it, title=…, alt=…)")
    elif any(hasattr(type(block), name) for name in _SHOWS):
        yield block
    else:
        call.wrong(f"block {n} is a {type(block).__name__}; give pieces, figures, tables or texts")
