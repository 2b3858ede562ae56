from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import pytest

from reportlib.blocks.plot import theme


@pytest.fixture
def applied() -> Iterator[None]:
    """Hide plotly's upload button in all renderers; afterwards, restore their configs."""
    configs = {name: getattr(pio.renderers[name], "config", None) for name in pio.renderers}
    theme.hide_uploads()
    yield
    for name, config in configs.items():
        if hasattr(pio.renderers[name], "config"):
            pio.renderers[name].config = config


@pytest.mark.usefixtures("applied")
def test_every_renderer_that_has_a_config_hides_the_upload_button() -> None:
    configured = [pio.renderers[name] for name in pio.renderers if hasattr(pio.renderers[name], "config")]
    assert len(configured) > 5
    assert all(renderer.config["showSendToCloud"] is False for renderer in configured)


@pytest.mark.usefixtures("applied")
def test_the_bundle_a_notebook_stores_says_no_upload_button() -> None:
    bundle = pio.renderers["plotly_mimetype"].to_mimebundle(go.Figure().to_dict())
    assert bundle["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False


def test_the_look_itself_takes_the_button_away_where_no_config_is_given() -> None:
    assert "sendChartToCloud" in go.Figure(layout={"template": theme.LAYOUT}).layout.template.layout.modebar.remove


@pytest.mark.usefixtures("applied")
def test_figures_that_are_not_ours_keep_plotly_s_own_look() -> None:
    assert pio.templates.default == "plotly"
    assert go.Figure(go.Bar(y=[1])).layout.template.layout.colorway[0] == "#636efa"


def test_text_is_horizontal_and_the_ground_transparent() -> None:
    layout: dict[str, Any] = go.layout.Template(theme.LAYOUT).layout.to_plotly_json()
    assert layout["xaxis"]["tickangle"] == layout["yaxis"]["tickangle"] == 0
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["showlegend"] is False
    assert "Noto Sans CJK SC" in layout["font"]["family"]
