"""Pure functions from data frames to data frames: roll-up, comparison, returns, and the view of one unit in one period."""

from reportlib.analysis.comparisons.compare import standings
from reportlib.analysis.comparisons.standing import Change, Standing
from reportlib.analysis.snapshots.collect import due, returns, shares
from reportlib.analysis.snapshots.found import found_in
from reportlib.analysis.snapshots.see import look_at, see
from reportlib.analysis.snapshots.view import View
from reportlib.analysis.snapshots.whole import Whole
from reportlib.analysis.sums.rollup import rollup

__all__ = ["Change", "Standing", "View", "Whole", "due", "found_in", "look_at", "returns", "rollup", "see", "shares", "standings"]
