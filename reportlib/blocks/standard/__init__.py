"""The charts of the standard sections: each chooses its figures from a view, says its finding in the title, and is drawn."""

from reportlib.blocks.standard.changed import contribution, movement
from reportlib.blocks.standard.composition import composition
from reportlib.blocks.standard.over_time import leader, multiples, trend
from reportlib.blocks.standard.ranked import among_peers, ranking
from reportlib.blocks.standard.returned import by_owner, punctuality, rate_by_unit, rate_map, rate_over_time
from reportlib.blocks.standard.side_by_side import comparison

__all__ = [
    "among_peers", "by_owner", "comparison", "composition", "contribution", "leader", "movement", "multiples", "punctuality",
    "ranking", "rate_by_unit", "rate_map", "rate_over_time", "trend",
]  # fmt: skip
