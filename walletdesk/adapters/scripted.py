"""A port that answers from a script: for transcripts and tests."""

from __future__ import annotations

from collections.abc import Mapping

from walletdesk.core.errors import Unavailable
from walletdesk.core.turn import Outcome


class ScriptedPort:
    """Always finds `outcome`; without one it is unavailable, as a machine without network is."""

    def __init__(self, outcome: Outcome | None = None) -> None:
        self._outcome = outcome

    async def ask(self, facts: Mapping[str, str]) -> Outcome:
        if self._outcome is None:
            raise Unavailable("nothing scripted")
        return self._outcome
