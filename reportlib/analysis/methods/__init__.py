"""Statistical methods, one module each: frozen settings, a frame in, a frame out."""
