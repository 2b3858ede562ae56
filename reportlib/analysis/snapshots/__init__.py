"""The figures of all units at once: rolled up for periods, and cut for one report."""
