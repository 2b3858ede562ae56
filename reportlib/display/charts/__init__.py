"""The figures of a report: each chooses its data from the view, says its finding in the title, and is drawn."""

from reportlib.display.charts.changed import contribution, movement
from reportlib.display.charts.composition import composition
from reportlib.display.charts.over_time import leader, multiples, trend
from reportlib.display.charts.ranked import among_peers, ranking
from reportlib.display.charts.side_by_side import comparison

__all__ = ["among_peers", "comparison", "composition", "contribution", "leader", "movement", "multiples", "ranking", "trend"]
