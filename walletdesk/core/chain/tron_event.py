"""What a TRON transaction is about: which of its transfers, which approval, and what to ask beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from walletdesk.core.chain.finding import About
from walletdesk.core.chain.symbols import look
from walletdesk.core.chain.tron import ASSET_TRANSFER, OUT_OF_ENERGY, TRANSFER, TRIGGER, Call, Seen
from walletdesk.core.chain.tron_data import Approval, Movement, approvals, asked, movements
from walletdesk.core.chain.tron_failure import told

GENUINE = "token_genuine"  # the fact that carries what `genuine` says


@dataclass(frozen=True)
class Event:
    """movement: the token transfer it is about, from the logs of a call that succeeded, else what the call asks for.
    transfers: how many there are. hollow: asked for a transfer, succeeded, and the token recorded none."""

    call: Call
    movement: Movement | None = None
    approval: Approval | None = None
    transfers: int = 0
    hollow: bool = False

    @property
    def token(self) -> str:
        about = self.movement or self.approval
        return about.token if about else ""

    @property
    def recipient(self) -> str:
        """Who gets the token or the coin; "" where nothing is sent."""
        if self.movement:
            return self.movement.recipient
        return self.call.recipient if self.call.kind in (TRANSFER, ASSET_TRANSFER) else ""


@dataclass(frozen=True)
class Wanted:
    """What to ask beside the transaction; "" and False: not needed.

    holder: whose token balance. refusal: whether the token refuses them, or everybody. owner, spender: whose allowance
    for whom. solid: the newest solidified block.
    """

    token: str = ""
    recipient: str = ""
    holder: str = ""
    owner: str = ""
    spender: str = ""
    energy_price: bool = False
    refusal: bool = False
    solid: bool = False


def event_of(seen: Seen, about: About, tokens: Mapping[str, str]) -> Event | None:
    """tokens: genuine contract by symbol. None where nobody knows the transaction."""
    if seen.body is None:
        return None
    call = seen.body.call
    meant = asked(call.contract, call.sender, call.data) if call.kind == TRIGGER else None
    if seen.receipt is None or not seen.receipt.succeeded:
        movement = meant if isinstance(meant, Movement) else None
        return Event(call, movement, meant if isinstance(meant, Approval) else None, int(movement is not None))
    moved, approved = list(movements(seen.receipt.logs)), list(approvals(seen.receipt.logs))
    if isinstance(meant, Approval):
        moved, approved = [], approved or [meant]
    hollow = isinstance(meant, Movement) and not moved
    return Event(call, _chosen(moved, call, about, tokens), _own(approved, call, about), len(moved), hollow)


def _chosen(moved: Sequence[Movement], call: Call, about: About, tokens: Mapping[str, str]) -> Movement | None:
    """The transfer the user means: by recipient, by token, by who lost or got it; else the first."""
    token = tokens.get(about.token.upper(), about.token)
    owner = about.owner or call.sender

    def fit(movement: Movement) -> tuple[bool, ...]:
        return (
            movement.recipient == about.recipient,
            movement.token == token,
            movement.sender == owner,
            movement.recipient == owner,
            movement.token == call.contract,
        )

    return max(moved, key=fit, default=None)


def _own(approved: Sequence[Approval], call: Call, about: About) -> Approval | None:
    owner = about.owner or call.sender
    return max(approved, key=lambda approval: (approval.owner == owner, approval.token == call.contract), default=None)


def wanted(seen: Seen, event: Event) -> Wanted:
    receipt, moved, approved = seen.receipt, event.movement, event.approval
    if receipt is None:
        return Wanted(event.token, event.recipient, solid=True)
    if receipt.result == OUT_OF_ENERGY:
        return Wanted(event.token, energy_price=True)
    if not receipt.succeeded and moved:
        by_other = moved.sender != event.call.sender
        return Wanted(
            moved.token,
            holder=moved.sender,
            owner=moved.sender if by_other else "",
            spender=event.call.sender if by_other else "",
            refusal=told(receipt) is None,
        )
    if approved and not moved:
        return Wanted(approved.token, owner=approved.owner, spender=approved.spender)
    return Wanted(event.token, event.recipient)


def genuine(contract: str, symbol: str, tokens: Mapping[str, str]) -> str:
    """yes: the contract we know. no: another one that calls itself the same, or as good as. unknown: neither."""
    if contract in tokens.values():
        return "yes"
    first = re.split(r"[\W_]+", symbol.strip(), maxsplit=1)[0]
    seen = {look(symbol), look(first)}
    return "no" if any(look(known) in seen for known in tokens) else "unknown"
