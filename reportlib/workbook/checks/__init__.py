"""Checks of params files beyond the types of their values: references, dates, settings that do not fit each other."""
