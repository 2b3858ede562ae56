"""`Chart`: a picture with its figures, claims and words."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from reportlib.blocks.facts import Claim, Fact, facts_of
from reportlib.blocks.facts_json import claims_as_json, facts_as_json
from reportlib.blocks.pieces import left_out
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import marked, record_in, retitled
from reportlib.blocks.plot.sketch import MIME, Plain, with_record
from reportlib.blocks.text import Words
from reportlib.errors import QueryError
from reportlib.handover import for_a_page


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart:
    """A picture of some figures. If there are too few to draw, `why` says so, and a page shows this sentence.

    Parameters
    ----------
    data
        One row for each figure.
    plain
        The plotly figure as a dictionary, with its words and table under `layout.meta.reportlib`; None if nothing is drawn.
    claims
        The comparisons that its title, note and alternative text make.
    code
        The line of code that makes the chart.
    why
        Why nothing is drawn, or empty.
    passes_facts_on
        Whether its figures become facts of the page. False in standard sections, where the opening passes them on.
    """

    data: pd.DataFrame = field(repr=False)
    plain: Plain | None = field(repr=False)
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    code: str = ""
    why: str = ""
    lang: str
    passes_facts_on: bool = True

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The figures as facts; rows with neither a value nor a kind of absence are left out."""
        if not {"indicator", "period", "value"} <= set(self.data):
            return ()
        has_value_or_reason = self.data["value"].notna() | self.data.get("absence", pd.Series("", self.data.index)).fillna("").ne(
            ""
        )
        return facts_of(self.data[has_value_or_reason])

    @property
    def title(self) -> str:
        """The title; empty if nothing is drawn."""
        return str(self._record.get("title", ""))

    @property
    def subtitle(self) -> str:
        """The line below the title."""
        return str(self._record.get("subtitle", ""))

    @property
    def note(self) -> str:
        """The note below the picture."""
        return str(self._record.get("note", ""))

    @property
    def icons(self) -> list[dict[str, str]]:
        """Icons to show beside the title, with their words (see `reportlib.blocks.charts.icons`)."""
        return list(self._record.get("icons", []))

    @property
    def alt(self) -> str:
        """The alternative text; if nothing is drawn, the reason."""
        return str(self._record.get("alt", self.why))

    @property
    def table(self) -> pd.DataFrame:
        """The data table, as texts; empty if nothing is drawn."""
        table = self._record.get("table", {"columns": [], "rows": []})
        return pd.DataFrame(table["rows"], columns=pd.Index(table["columns"], dtype="str"), dtype="str")

    @property
    def figure(self) -> go.Figure:
        """The picture as a `plotly.graph_objects.Figure`.

        Raises
        ------
        QueryError
            When nothing is drawn.
        """
        return go.Figure(self._figure_data)

    def titled(self, title: str, *, subtitle: str | None = None) -> Chart:
        """The chart with another title and, if one is passed, another subtitle."""
        if not isinstance(title, str) or not title.strip():
            raise QueryError(f"titled(…) takes the words of a title, not {title!r}")
        code = f"{self.code}.titled({title!r}{'' if subtitle is None else f', subtitle={subtitle!r}'})"
        if self.plain is None:
            return replace(self, code=code)
        below = self.subtitle if subtitle is None else str(subtitle)
        return self._with(retitled(self.plain, title=title, subtitle=below), code=code)

    def edit(self, change: Callable[[go.Figure], object]) -> Chart:
        """The chart with its figure changed in place by `change`, or replaced by what `change` returns.

        Title, note, table and alternative text are kept; a title that `change` sets replaces the old one.
        """
        if not callable(change):
            raise QueryError(f"edit(…) takes a function of a figure, not {change!r}")
        code = f"{self.code}.edit({getattr(change, '__name__', '…')})"
        if self.plain is None:
            return replace(self, code=code)
        before = self.figure
        result = change(before)
        figure = before if result is None else result
        if not isinstance(figure, go.Figure):
            raise QueryError(f"edit(…) takes a function that gives a plotly figure or nothing, not {type(result).__name__}")
        return self._with(_edited(self._figure_data, figure), code=code)

    def _with(self, plain: Plain, *, code: str) -> Chart:
        """The chart with another picture; if the title is new, the claims of the old title are dropped."""
        changed = replace(self, plain=plain, code=code)
        old_title = self.title if changed.title != self.title else ""
        return replace(changed, claims=tuple(claim for claim in self.claims if claim.text != old_title))

    def half(self) -> Chart:
        """The chart at half the width of a page."""
        return replace(self.sized("half"), code=f"{self.code}.half()")

    def sized(self, size: str) -> Chart:
        """The chart in another width: `full` (the page), `wide` (two thirds of it), `half` or `third`."""
        return self if self.plain is None else replace(self, plain=with_record(self.plain, size=size))

    def folded(self, summary: str) -> Chart:
        """The chart folded on a page: only the summary shows until a reader opens it."""
        return self if self.plain is None else replace(self, plain=with_record(self.plain, fold=summary))

    @property
    def _figure_data(self) -> Plain:
        if self.plain is None:
            raise QueryError(f"there is no figure: {self.why}")
        return self.plain

    @property
    def _record(self) -> dict[str, Any]:
        return record_in(self.plain) if self.plain else {}

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """The output for builds and JupyterLab: the figure, with the facts in its metadata."""
        if self.plain is None:
            return left_out(self.why, Words(self.lang))._repr_mimebundle_()
        facts = facts_as_json(self.data, self.claims) if self.passes_facts_on else claims_as_json([], {}, self.claims)
        bundle = {MIME: {"config": dict(theme.CONFIG), **self.plain}, "text/plain": repr(self)}
        return bundle, {"reportlib": {"role": "chart", "carried": facts}}

    def _ipython_display_(self) -> None:
        from IPython.display import display  # noqa: PLC0415 where there is a notebook it is loaded; builds do without

        if self.plain is None or for_a_page() or "plotly_mimetype" in str(pio.renderers.default):
            bundle, metadata = self._repr_mimebundle_()
            display(bundle, raw=True, metadata=metadata)  # type: ignore[no-untyped-call]
        else:
            self.figure._ipython_display_()

    def __repr__(self) -> str:
        if self.plain is None:
            return f"<Chart that is not drawn: {self.why}>"
        return f"<Chart {self.title!r}: {self._record['kind']}, {len(self.data)} figures>"


def _edited(before: Plain, figure: go.Figure) -> Plain:
    from plotly.utils import PlotlyJSONEncoder  # noqa: PLC0415 brings much that a build without such a change does without

    plain = dict(json.loads(json.dumps(figure.to_plotly_json(), cls=PlotlyJSONEncoder)))
    layout, record = plain["layout"], before["layout"]["meta"]["reportlib"]
    if "template" in layout and figure.layout.template not in (go.Figure(before).layout.template, go.Figure().layout.template):
        raise QueryError("edit(…): a chart keeps its template; change the layout or the traces instead")
    other_meta = layout.get("meta") if isinstance(layout.get("meta"), dict) else {}
    layout |= {"meta": {**other_meta, "reportlib": record}, "template": before["layout"]["template"]}
    new_title = dict(layout.get("title") or {})
    below = _without_tags((new_title.pop("subtitle", None) or {}).get("text") or "")
    layout["title"] = new_title
    title = _without_tags(new_title.get("text") or "")
    same = not title or new_title["text"] == before["layout"]["title"]["text"]
    title_kept = record["title"] if same else title
    return retitled(marked(plain), title=title_kept, subtitle=below or record["subtitle"])


def _without_tags(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>", " ", text))).strip()
