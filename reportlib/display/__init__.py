"""Figures, tables and sentences, in the words of one language."""
