"""What every figure is made of: what units owe, what they gave, and how it adds up over units and time."""
