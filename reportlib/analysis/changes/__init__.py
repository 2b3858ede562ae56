"""Changes over time, and units that succeed others."""
