"""A mined transaction that failed: the fee is gone, nothing moved, and the likeliest reason.

What the contract says counts most where its meaning is known, then what the token shows (many tokens refuse without a
word), then the gas.
"""

from __future__ import annotations

from collections.abc import Mapping

from walletdesk.core.chain.evm_calls import TokenCall, checksummed, token_call
from walletdesk.core.chain.evm_facts import SETTLED_AFTER, coins, delegate_fact, found, of_transaction
from walletdesk.core.chain.evm_readings import MinedReading, Replay, Replayed
from walletdesk.core.chain.evm_reasons import Reason, reason_of
from walletdesk.core.chain.evm_tokens import allowance_text, genuine, symbol_of, token_amount
from walletdesk.core.chain.finding import Finding, Status, plain
from walletdesk.core.chain.networks import Network

_TELLING = ("token_balance_short", "allowance_short", "paused", "blacklisted")
_TOO_LITTLE = ("token_balance_short", "allowance_short")  # more gas would not have helped
_UNEXPLAINED = {
    Replayed.REVERTED: "evm_unexplained",
    Replayed.SUCCEEDED: "evm_replay_differs",
    Replayed.INVALID: "evm_invalid_instruction",
    Replayed.OUT_OF_GAS: "evm_unexplained",
    Replayed.UNKNOWN: "evm_no_history",
}
_PANICS = {0x01: "assert", 0x11: "overflow", 0x12: "division", 0x32: "bounds"}


def diagnose_failed(reading: MinedReading, network: Network) -> Finding:
    tx, receipt = reading.transaction, reading.receipt
    call = token_call(tx)
    reason = _reason(reading)
    verdict = _verdict(reading, call, reason)
    facts = of_transaction(tx, network, reading.moment) | mined_facts(reading)
    facts |= {"gas_limit": f"{tx.gas:,}", "gas_used": f"{receipt.gas_used:,}"}
    facts |= _reason_facts(reason) | delegate_fact(reading.codes.get(tx.sender))
    if call:
        facts |= _token_facts(reading, call, network)
    facts = {name: value for name, value in facts.items() if value}
    notes = _notes(reading, verdict, reason, facts)
    return found(network, tx.hash, (Status.FAILED.value, verdict), facts, notes, is_settled(reading))


def mined_facts(reading: MinedReading) -> dict[str, str]:
    receipt = reading.receipt
    return {
        "fee_paid": coins(receipt.fee),
        "confirmations": f"{reading.moment.height - receipt.block + 1:,}",
        "mined_block": f"{receipt.block:,}",
        "mined_at": reading.mined_at,
    }


def is_settled(reading: MinedReading) -> bool:
    return reading.moment.height - reading.receipt.block + 1 >= SETTLED_AFTER


def _reason(reading: MinedReading) -> Reason:
    """Without its gas limit, a call may come to say what it had no gas left for."""
    said = [reason_of(each.data, each.text) for each in _replays(reading) if each.ended is Replayed.REVERTED]
    return next((reason for reason in said if reason.verdict != "unexplained"), Reason("unexplained"))


def _replays(reading: MinedReading) -> tuple[Replay, Replay]:
    return reading.replay, reading.roomy


def _verdict(reading: MinedReading, call: TokenCall | None, reason: Reason) -> str:
    if reason.verdict in _TELLING:
        return reason.verdict
    shown = _shown_by_token(reading, call)
    if shown in _TOO_LITTLE or (shown and not _out_of_gas(reading)):
        return shown
    if _out_of_gas(reading):
        return "out_of_gas"
    return reason.verdict


def _shown_by_token(reading: MinedReading, call: TokenCall | None) -> str:
    """What a direct transfer met at the token, in the order in which tokens check."""
    state = reading.token_state
    if call is None:
        return ""
    if state.paused:
        return "paused"
    if state.blacklisted:
        return "blacklisted"
    return next((verdict for verdict in _TOO_LITTLE if _is_too_little(verdict, reading, call)), "")


def _is_too_little(verdict: str, reading: MinedReading, call: TokenCall) -> bool:
    state = reading.token_state
    had = state.balance if verdict == "token_balance_short" else state.allowance if call.spender else None
    return had is not None and had < call.units


def _out_of_gas(reading: MinedReading) -> bool:
    """An invalid instruction uses up all gas, too; and where gas ran out in a call within a call, some is left."""
    ended, roomy = reading.replay.ended, reading.roomy.ended
    if reading.receipt.gas_used >= reading.transaction.gas and ended in (Replayed.SUCCEEDED, Replayed.UNKNOWN):
        return True
    return ended is Replayed.OUT_OF_GAS or (ended is Replayed.REVERTED and roomy is Replayed.SUCCEEDED)


def _reason_facts(reason: Reason) -> dict[str, str]:
    code = "" if reason.panic is None else f"0x{min(reason.panic, 0xFFFF):02x}"
    return {"reason": plain(reason.text), "error_name": plain(reason.name), "panic_code": code}


def _token_facts(reading: MinedReading, call: TokenCall, network: Network) -> dict[str, str]:
    token, state = reading.tokens.get(call.contract), reading.token_state
    facts = {
        "token": symbol_of(token, call.contract, network),
        "token_contract": checksummed(call.contract),
        "token_genuine": genuine(call.contract, token, network),
        "token_amount": token_amount(call.units, token),
        "token_sender": checksummed(call.holder),
        "token_recipient": checksummed(call.recipient),
        "spender": checksummed(call.spender) if call.spender else "",
    }
    if state.balance is not None:
        facts["token_balance"] = token_amount(state.balance, token)
    if state.allowance is not None and call.spender:
        facts["allowance"] = allowance_text(state.allowance, token)
    return facts


def _notes(reading: MinedReading, verdict: str, reason: Reason, facts: Mapping[str, str]) -> tuple[str, ...]:
    notes = ["evm_failed", _verdict_note(reading, verdict, reason, facts), *_doubts(verdict, reason)]
    if facts.get("token_genuine") == "no":
        notes.append("evm_look_alike_token")
    if "delegate" in facts:
        notes.append("evm_sender_delegated")
    return tuple(notes)


def _verdict_note(reading: MinedReading, verdict: str, reason: Reason, facts: Mapping[str, str]) -> str:
    """Numbers are only said where they are known and bear the verdict out."""
    if verdict == "panic":
        return f"evm_panic_{_PANICS.get(reason.panic or 0, 'other')}"
    if verdict == "unexplained":
        return _UNEXPLAINED[reading.replay.ended]
    if verdict == "blacklisted":
        return f"evm_blacklisted_{_listed(reading)}"
    if verdict in _TOO_LITTLE:
        call = token_call(reading.transaction)
        readable = {"token_amount", "token_balance" if verdict == "token_balance_short" else "allowance"} <= set(facts)
        shown = readable and call is not None and _is_too_little(verdict, reading, call)
        return f"evm_{verdict}" if shown else f"evm_{verdict}_said"
    return f"evm_{verdict}"


def _listed(reading: MinedReading) -> str:
    """Whose address is on the list; `someone` where only the contract's words tell."""
    call, listed = token_call(reading.transaction), reading.token_state.blacklisted
    if call is None or listed is None:
        return "someone"
    return "recipient" if listed == call.recipient else "holder" if listed == call.holder else "sender"


def _doubts(verdict: str, reason: Reason) -> list[str]:
    """How far the reason can be trusted."""
    if verdict in ("out_of_gas", "unexplained"):
        return []
    if verdict == reason.verdict:
        return ["evm_replay"]
    return ["evm_token_now" if verdict in ("paused", "blacklisted") else "evm_token_before"]
