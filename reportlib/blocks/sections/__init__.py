"""The tables and texts of standard sections."""
