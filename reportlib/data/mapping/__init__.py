"""Turn tables with the layouts of params/sources.yaml into rows with the columns of the data file."""

from reportlib.data.mapping.unfold import Unfolded, unfold
from reportlib.data.mapping.work import Left

__all__ = ["Left", "Unfolded", "unfold"]
