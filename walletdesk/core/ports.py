"""What the product needs from the outside world. Adapters implement these; fakes ship beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from walletdesk.core.turn import Outcome


class Port(Protocol):
    """One thing a playbook can look up (`look_up: transaction` names the port `transaction`)."""

    async def ask(self, facts: Mapping[str, str]) -> Outcome:
        """Find out, given the facts of the case.

        The caller sets the deadline and turns `PortError` into the outcome `unavailable`.
        """
        ...
