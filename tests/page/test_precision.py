"""Drawn numbers lose the digits that nobody can see, and only those."""

from __future__ import annotations

from reportlib.page.precision import visible

SKIPPED = {"hoverinfo": "skip"}


def test_a_point_moves_by_less_than_a_four_thousandth_of_its_axis() -> None:
    values = [0.1234567 * n for n in range(40)] + [None]
    for span in (0.02, 5.0, 97.0, 12_345.0):
        ((trace,), _) = visible([{"y": values, **SKIPPED}], {"yaxis": {"range": [0, span]}})
        moved = [abs(new - old) for new, old in zip(trace["y"], values, strict=True) if old is not None]
        assert max(moved) <= span / 4000 and trace["y"][-1] is None
    ((trace,), _) = visible([{"y": [12.3456], **SKIPPED}], {"yaxis": {"range": [0, 100]}})
    assert trace["y"] == [12.35]


def test_each_panel_is_rounded_by_its_own_axis() -> None:
    layout = {"yaxis": {"range": [0, 1]}, "yaxis2": {"range": [9000, 0], "domain": [0.123456, 1]}}
    layout |= {
        "annotations": [{"y": 4567.891, "yref": "y2", "x": 0.333333, "xref": "paper"}],
        "shapes": [{"y0": 0.12345, "y1": 1}],
    }
    traces, placed = visible([{"y": [0.12345], **SKIPPED}, {"y": [4567.891], "yaxis": "y2", **SKIPPED}], layout)
    assert [trace["y"] for trace in traces] == [[0.1235], [4568]]
    assert placed["annotations"] == [{"y": 4568, "yref": "y2", "x": 0.3333, "xref": "paper"}]
    assert placed["shapes"] == [{"y0": 0.1235, "y1": 1}] and placed["yaxis2"]["domain"] == [0.1235, 1]


def test_numbers_that_are_printed_or_stand_on_other_axes_stay_exact() -> None:
    layout = {"xaxis": {"range": [0, 3], "type": "log"}, "yaxis": {"range": [0, 100], "tickvals": [1.23456]}}
    printed = {"x": [123.456], "y": [12.3456], "hovertemplate": "%{y:,.1f}"}
    for trace in (printed, {"y": [12.3456]}, {"y": ["a", "b"], **SKIPPED}, {"x": [123.456], **SKIPPED}):
        assert visible([trace], layout)[0] == [trace]
    assert visible([], layout)[1]["yaxis"] == layout["yaxis"]
    assert visible([printed], {"yaxis": {"autorange": True}})[0] == [printed]


def test_a_number_keeps_the_decimals_that_are_printed_if_no_more_can_be_seen() -> None:
    trace = {"y": [1953.5, 1952.46, 2.5, None], "hovertemplate": "%{y:,.0f} people"}
    ((kept,), _) = visible([trace], {"yaxis": {"range": [0, 3700]}})
    assert kept["y"] == [1954, 1952, 3, None]
    assert visible([trace | {"texttemplate": "%{y}"}], {"yaxis": {"range": [0, 3700]}})[0][0]["y"] == trace["y"]
