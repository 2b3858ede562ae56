"""A figure beside others: those of before, its target, the unit above, the rest of it, and its peers."""
