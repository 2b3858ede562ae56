"""The figures of a report: tidy frames in, plotly figures out."""

from reportlib.display.figures.caption import Caption
from reportlib.display.figures.dumbbell import dumbbell
from reportlib.display.figures.heat import heat
from reportlib.display.figures.icicle import icicle
from reportlib.display.figures.ranked_bars import ranked_bars
from reportlib.display.figures.small_multiples import small_multiples
from reportlib.display.figures.sparkline import sparkline
from reportlib.display.figures.trend import trend
from reportlib.display.figures.waterfall import waterfall

__all__ = ["Caption", "dumbbell", "heat", "icicle", "ranked_bars", "small_multiples", "sparkline", "trend", "waterfall"]
