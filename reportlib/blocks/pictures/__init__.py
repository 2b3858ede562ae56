"""The pictures of charts: functions that return a plotly figure as a dictionary."""

from reportlib.blocks.pictures.dumbbell import dumbbell
from reportlib.blocks.pictures.heat import heat
from reportlib.blocks.pictures.icicle import icicle
from reportlib.blocks.pictures.ranked_bars import ranked_bars
from reportlib.blocks.pictures.small_multiples import small_multiples
from reportlib.blocks.pictures.sparkline import sparkline
from reportlib.blocks.pictures.trend import trend
from reportlib.blocks.pictures.waterfall import waterfall
from reportlib.blocks.plot.caption import Caption

__all__ = ["Caption", "dumbbell", "heat", "icicle", "ranked_bars", "small_multiples", "sparkline", "trend", "waterfall"]
