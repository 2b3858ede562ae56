"""The figures of all units at once: rolled up for periods, seen from one period, and cut for one report."""
