"""All figures at once: rolled up for periods, seen from one of them, and cut for one report."""
