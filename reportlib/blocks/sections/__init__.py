"""The tables and texts of the standard sections: opening, overview, returns, notes."""
