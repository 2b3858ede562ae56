"""Add up observations, compare figures, count returns, and select what one report may read (its view)."""

from reportlib.analysis.comparisons.compare import standings
from reportlib.analysis.comparisons.standing import Change, Standing
from reportlib.analysis.snapshots.collect import due, returns, shares
from reportlib.analysis.snapshots.disagreements import disagreements_in
from reportlib.analysis.snapshots.rolling_up import view_of, whole_of
from reportlib.analysis.snapshots.view import View
from reportlib.analysis.snapshots.whole import Whole
from reportlib.analysis.sums.rollup import rollup

__all__ = [
    "Change", "Standing", "View", "Whole", "disagreements_in", "due", "returns", "rollup", "shares", "standings", "view_of",
    "whole_of",
]  # fmt: skip
