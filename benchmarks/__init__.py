"""Measurements; each command prints one table. README.md beside this file lists them."""
