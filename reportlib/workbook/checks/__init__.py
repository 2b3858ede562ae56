"""What files in params/ get wrong although each of their values is of the right type."""
