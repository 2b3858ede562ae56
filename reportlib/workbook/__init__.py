"""The files in params/, which define a programme, as frozen models that are read and checked together."""

from reportlib.workbook.settings import Budget, Calendar, DataFile, Settings, size_text
from reportlib.workbook.workbook import MARKER, Workbook, find

__all__ = ["MARKER", "Budget", "Calendar", "DataFile", "Settings", "Workbook", "find", "size_text"]
