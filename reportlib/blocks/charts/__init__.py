"""The charts, one module each. A chart's function takes a frame of figures and returns a `Chart`."""

from reportlib.blocks.charts.caterpillar import caterpillar
from reportlib.blocks.charts.change import change, changes
from reportlib.blocks.charts.composition import composition
from reportlib.blocks.charts.contribution import contribution
from reportlib.blocks.charts.depth import depth
from reportlib.blocks.charts.funnel import funnel
from reportlib.blocks.charts.heatmap import heatmap
from reportlib.blocks.charts.lorenz import lorenz
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.charts.multiples import multiples
from reportlib.blocks.charts.pilots import pilots
from reportlib.blocks.charts.progress import progress
from reportlib.blocks.charts.ranking import ranking
from reportlib.blocks.charts.recent import recent
from reportlib.blocks.charts.relate import relate
from reportlib.blocks.charts.signal import signal
from reportlib.blocks.charts.spread import spread
from reportlib.blocks.charts.table import table
from reportlib.blocks.charts.trend import trend

__all__ = [
    "Setting", "caterpillar", "change", "changes", "composition", "contribution", "depth", "funnel", "heatmap", "lorenz",
    "multiples", "pilots", "progress", "ranking", "recent", "relate", "signal", "spread", "table", "trend",
]  # fmt: skip
