"""The command `reportlib`, and `python -m reportlib`."""

from reportlib.surroundings import uncollected


def main() -> None:
    """Import the command line and run it."""
    with uncollected():
        from reportlib.cli import main as run  # noqa: PLC0415 its imports are most of what a short command takes
    run()


if __name__ == "__main__":
    main()
