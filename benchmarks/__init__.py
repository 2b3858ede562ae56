"""Measurements, one command a table; see README.md beside this file."""
