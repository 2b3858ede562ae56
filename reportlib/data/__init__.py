"""How figures come in: tables as other people make them, and what stands where in them."""
