"""What stands where in other people's tables: read as params/sources.yaml says, or as can be guessed."""

from reportlib.data.mapping.unfold import Unfolded, unfold
from reportlib.data.mapping.work import Left

__all__ = ["Left", "Unfolded", "unfold"]
