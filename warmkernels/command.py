"""The command of an IPython kernel in a kernelspec."""

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
    """The arguments of the kernel's application."""

    @classmethod
    def parse(cls, argv: Sequence[str]) -> Command | None:
        """Split a command into its parts; None if it does not start an IPython kernel.

        Examples
        --------
        >>> Command.parse(["python", "-m", "ipykernel_launcher", "-f", "c.json"])
        Command(interpreter=('python',), arguments=('-f', 'c.json'))
        """
        for index, (flag, module) in enumerate(pairwise(argv)):
            if index and flag == "-m" and module in _LAUNCHERS:
                return cls(tuple(argv[:index]), tuple(argv[index + 2 :]))
        return None

    def tuned(self) -> list[str]:
        """The command that starts the kernel by our launcher."""
        return [*self.interpreter, str(Path(__file__).with_name("launch.py")), *self.arguments]
