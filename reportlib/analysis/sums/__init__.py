"""What every figure is made of: who owes what, what was given, and how it adds up over units and time."""
