"""Checks of params files: references, dates, and settings that contradict each other."""
