"""Statistical methods, one module each."""
