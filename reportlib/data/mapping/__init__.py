"""Turn tables that are laid out as params/sources.yaml describes into rows of the workbook's own columns."""

from reportlib.data.mapping.unfold import Unfolded, unfold
from reportlib.data.mapping.work import Left

__all__ = ["Left", "Unfolded", "unfold"]
