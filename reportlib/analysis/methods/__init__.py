"""Statistical methods, one module each; most are frozen dataclasses of settings that are called with a data frame."""
