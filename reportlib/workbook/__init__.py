"""What a programme is: the files in params/ as frozen models, read and checked together."""

from reportlib.workbook.workbook import MARKER, Budget, Calendar, DataFile, Settings, Workbook, find, size_text

__all__ = ["MARKER", "Budget", "Calendar", "DataFile", "Settings", "Workbook", "find", "size_text"]
