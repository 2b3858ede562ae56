"""The command `reportlib`, and `python -m reportlib`."""

import gc
import sys

from reportlib.build import kernel_server
from reportlib.surroundings import uncollected


def main() -> None:
    """Import the command line and run it."""
    if _builds_one(sys.argv[1:]) and None not in (sys.stdin, sys.stdout, sys.stderr):
        kernel_server.start_ahead()
    with uncollected():
        from reportlib.cli import main as run  # noqa: PLC0415 the kernels' server imports meanwhile what notebooks use
    gc.freeze()  # modules are never freed, so the collector need not visit them
    run()


def _builds_one(words: list[str]) -> bool:
    """Whether the command builds reports on units that it names.

    Most such builds need a kernel at once, so the kernel server is then started first.
    """
    return words[:1] == ["build"] and any(word.partition("=")[0] == "--unit" for word in words)


if __name__ == "__main__":
    main()
