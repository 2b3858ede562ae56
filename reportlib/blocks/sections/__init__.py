"""The tables and texts of standard sections: opening, overview, returns, notes."""
