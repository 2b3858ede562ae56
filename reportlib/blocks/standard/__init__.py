"""The charts and tables of standard sections: functions that take a view and return a block."""

from reportlib.blocks.standard.among import funnel
from reportlib.blocks.standard.changed import contribution, movement
from reportlib.blocks.standard.over_time import by_signal, leader, multiples, trend
from reportlib.blocks.standard.ranked import among_peers
from reportlib.blocks.standard.returned import by_owner, punctuality, rate_by_unit, rate_map, rate_over_time
from reportlib.blocks.standard.units import units

__all__ = [
    "among_peers", "by_owner", "by_signal", "contribution", "funnel", "leader", "movement", "multiples", "punctuality",
    "rate_by_unit", "rate_map", "rate_over_time", "trend", "units",
]  # fmt: skip
