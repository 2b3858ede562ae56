"""Changes over time: pairs of a unit and a collection period with figures on both sides, and units that succeed others."""
