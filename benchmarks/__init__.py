"""Measurements; each command prints its results. README.md beside this file lists the commands."""
