"""How figures change: pairs of a unit and a period that are there on both sides, and units that carry others on."""
