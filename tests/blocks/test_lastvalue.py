"""A cell that ends in a figure which could not be made says so, in the notebook and on the page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from reportlib.blocks import standard
from reportlib.blocks.lastvalue import NOTHING, lost_value, watch

NAMES = {"standard": standard, "figure": None, "box": SimpleNamespace(figure=None, draw=standard.movement), "say": print}


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        ("standard.movement(view, words)", "standard.movement(view, words)"),
        ("x = 1\nstandard.movement(view, words)  # so", "standard.movement(view, words)"),
        ("figure", "figure"),
        ("box.figure", "box.figure"),
        ("made['figure']", "made['figure']"),
        ("box.draw(view)", "box.draw(view)"),
        ("standard.trend(view) or standard.movement(view)", "standard.trend(view) or standard.movement(view)"),
        ("standard.movement(view) if figure else None", "standard.movement(view) if figure else None"),
        ("standard.movement(view, words);", ""),
        ("figure;  # not shown", ""),
        ("figure = standard.movement(view, words)", ""),
        ("print(standard.movement(view, words))", ""),
        ("say('x')", ""),
        ("figures.append(3)", ""),
        ("made().draw()", ""),
        ("for x in y:\n    standard.movement(view)", ""),
        ("'a note'", ""),
        ("", ""),
        ("# nothing", ""),
        ("standard.", ""),
    ],
)
def test_only_what_was_meant_to_be_shown_is_lost(source: str, lost: str) -> None:
    assert lost_value(source, NAMES) == lost


def test_the_notebook_says_it_once_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    shell, told = InteractiveShell(user_ns={"none": None}), list[tuple[object, object]]()
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display", lambda data, metadata, raw: told.append((data, metadata)))
    watch()
    watch()
    for source in ("x = 1\nnone", "none;", "y = none", "1 / 0", "y = [none]\ny.append(none)"):
        with capture_output():
            shell.run_cell(source)

    assert told == [
        ({"text/plain": "none is None: there is nothing to show"}, {"reportlib": {"role": NOTHING, "code": "none"}}),
    ]
