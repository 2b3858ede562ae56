"""The command of an IPython kernel, as a kernelspec gives it, taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_LAUNCHERS = ("ipykernel_launcher", "ipykernel")


@dataclass(frozen=True)
class Command:
    """A command that starts an IPython kernel."""

    interpreter: tuple[str, ...]
    """The interpreter and its options."""
    arguments: tuple[str, ...]
    """What the kernel's own application is given."""

    @classmethod
    def parse(cls, argv: Sequence[str]) -> Command | None:
        """Take a command apart; None where it does not start an IPython kernel.

        Examples
        --------
        >>> Command.parse(["python", "-m", "ipykernel_launcher", "-f", "c.json"])
        Command(interpreter=('python',), arguments=('-f', 'c.json'))
        """
        for place, (flag, module) in enumerate(pairwise(argv)):
            if place and flag == "-m" and module in _LAUNCHERS:
                return cls(tuple(argv[:place]), tuple(argv[place + 2 :]))
        return None

    def tuned(self) -> list[str]:
        """Give the command that starts the same kernel our way."""
        return [*self.interpreter, str(Path(__file__).with_name("launch.py")), *self.arguments]
