"""Pure functions from frames to frames: roll-up, comparison, collection, and the view of one unit in one period."""

from reportlib.analysis.collect import due, returns, shares
from reportlib.analysis.compare import Standing, changes, figures_of, ranked, standing
from reportlib.analysis.rollup import rollup
from reportlib.analysis.view import View, look_at

__all__ = ["Standing", "View", "changes", "due", "figures_of", "look_at", "ranked", "returns", "rollup", "shares", "standing"]
