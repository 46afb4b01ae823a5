"""The tree of errors.

WalletdeskError
├── ContentError        a file under data/ is wrong; raised at load only, carries every problem at once
├── SetupError          the installation is not what we tested against (Rasa moved, model missing)
└── PortError           an outside world let us down; raised in adapters, turned into outcomes in support
    ├── Unavailable     no answer in time, or none worth believing
    └── Refused         answered, and said no

Bad user input is a value, never one of these. No message here quotes what a user wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class WalletdeskError(Exception):
    """Root of everything WalletDesk raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One mistake in one content file, in the words of the person who can fix it."""

    file: str
    key: str
    problem: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.problem} ({self.hint})"


class ContentError(WalletdeskError):
    """Content under data/ cannot be used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class SetupError(WalletdeskError):
    """The installation differs from the one WalletDesk was tested with."""


class PortError(WalletdeskError):
    """An outside world let us down."""


class Unavailable(PortError):
    """No answer in time, or none worth believing."""


class Refused(PortError):
    """The other side answered and said no."""
