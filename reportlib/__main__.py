"""`python -m reportlib`."""

from reportlib.cli import main

main()
