"""A page in other formats, written from what its notebook carries: its facts and claims as JSON."""
