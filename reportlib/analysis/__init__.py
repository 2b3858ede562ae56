"""Pure functions from frames to frames: roll-up, comparison, collection."""

from reportlib.analysis.collect import due, returns, shares
from reportlib.analysis.compare import changes, figures_of, ranked, standing
from reportlib.analysis.rollup import rollup

__all__ = ["changes", "due", "figures_of", "ranked", "returns", "rollup", "shares", "standing"]
