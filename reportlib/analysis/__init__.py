"""Pure functions from frames to frames: roll-up, comparison, collection, and the view of one unit in one period."""

from reportlib.analysis.collect import due, returns, shares
from reportlib.analysis.compare import standings
from reportlib.analysis.rollup import rollup
from reportlib.analysis.see import found_in, look_at, see
from reportlib.analysis.standing import Change, Standing
from reportlib.analysis.view import View
from reportlib.analysis.whole import Whole

__all__ = ["Change", "Standing", "View", "Whole", "due", "found_in", "look_at", "returns", "rollup", "see", "shares", "standings"]
