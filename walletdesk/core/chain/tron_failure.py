"""Why a TRON transaction failed: from what the contract said, else from what its token shows now."""

from __future__ import annotations

from collections.abc import Mapping

from walletdesk.core.chain.evm_reasons import Reason, reason_of
from walletdesk.core.chain.finding import plain
from walletdesk.core.chain.tron import OUT_OF_ENERGY, OUT_OF_TIME, REVERT, Beside, Receipt
from walletdesk.core.chain.tron_data import Movement

_NEARLY = 100  # of the energy a fee limit buys, less than one part in so many is left when the limit ended it


def cause(
    receipt: Receipt, fee_limit: int, movement: Movement | None, beside: Beside
) -> tuple[str, tuple[str, ...], Mapping[str, str]]:
    """Verdict, notes, facts. Energy first: a call that ran out of it says nothing."""
    if receipt.result == OUT_OF_ENERGY:
        return "out_of_energy", ("tron_out_of_energy", _ended_by(receipt, fee_limit, beside)), {}
    if receipt.result == OUT_OF_TIME:
        return "unexplained", ("tron_out_of_time",), {}
    said = told(receipt)
    if said:
        return _as_said(said)
    verdict = _as_shown_now(movement, beside)
    if verdict:
        return verdict, ("tron_no_reason", f"tron_{verdict}_now"), {}
    return "unexplained", ("tron_no_reason",) if receipt.result == REVERT else ("tron_crashed",), {}


def _ended_by(receipt: Receipt, fee_limit: int, beside: Beside) -> str:
    """A call may use what its sender's stake and TRX allow, and no more than the fee limit buys."""
    price = receipt.energy_price or beside.energy_price or 0
    own = receipt.energy - receipt.energy_given
    at_limit = bool(price and fee_limit) and own * price * _NEARLY >= fee_limit * (_NEARLY - 1)
    return "tron_energy_fee_limit" if at_limit else "tron_energy_account"


def told(receipt: Receipt) -> Reason | None:
    """What the contract said; None where it said nothing. TRC-20 reverts as ERC-20 does."""
    said = reason_of(bytes.fromhex(receipt.output)) if receipt.result == REVERT else None
    return said if said and said.verdict != "unexplained" else None


def _as_said(said: Reason) -> tuple[str, tuple[str, ...], Mapping[str, str]]:
    if said.panic is not None:
        return "panic", ("tron_panic",), {"panic_code": f"0x{said.panic:02x}"}
    if said.name:
        return said.verdict, ("tron_custom_error",), {"error_name": plain(said.name)}
    return said.verdict, ("tron_reason",), {"reason": plain(said.text)}


def _as_shown_now(movement: Movement | None, beside: Beside) -> str:
    """What stands in the way of the same transfer now; at the time of the failure it may have been otherwise."""
    if movement is None:
        return ""
    if beside.blacklisted:
        return "blacklisted"
    if beside.paused:
        return "paused"
    if beside.token is None or beside.token.decimals is None:
        return ""  # amounts that nobody could read
    if beside.holding is not None and beside.holding < movement.units:
        return "token_balance_short"
    if beside.allowance is not None and beside.allowance < movement.units:
        return "allowance_short"
    return ""
