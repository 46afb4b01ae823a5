"""What a TRON transaction has come to.

A block is final once it is solidified. Until then even an executed transaction is `pending` (verdict `unsolidified`),
whether it succeeded or failed there: who hears "success" hands over goods, who hears "failed" sends again and may pay
twice, and the block may still be undone. The notes say that it is in a block and how it went there.

A transaction no node knows is `not_found`: without its text nobody can say when it expires. One that a node knows is
`dropped` once the solidified blocks have gone past its expiration without it (developers.tron.network, confirmation
semantics). Nothing on TRON can be sped up or replaced.
"""

from __future__ import annotations

from collections.abc import Mapping

from walletdesk.core.chain.finding import About, Finding, Status, amount, plain
from walletdesk.core.chain.networks import Network
from walletdesk.core.chain.tron import (
    ASSET_TRANSFER,
    DECIMALS,
    PERMISSION_UPDATE,
    STAKING,
    TRANSFER,
    TRIGGER,
    Beside,
    Body,
    Permission,
    Receipt,
    Seen,
    Token,
)
from walletdesk.core.chain.tron_data import UNLIMITED, Approval, Movement
from walletdesk.core.chain.tron_event import GENUINE, Event, event_of, genuine
from walletdesk.core.chain.tron_failure import cause

# Nodes behind one address are a few blocks apart: what one has included another may not show for some seconds.
_APART_MS = 60_000
_TINY = 1000  # of a TRX or token, amounts below one part in so many are what poisoners send

Facts = dict[str, str]
Notes = list[str]


def diagnose(network: Network, seen: Seen, beside: Beside, about: About) -> Finding:
    event = event_of(seen, about, network.tokens)
    facts = _read(network, seen)
    if event is None or seen.body is None:
        return Finding(
            network.id,
            seen.tx_hash,
            Status.NOT_FOUND.value,
            "not_found",
            facts,
            ("tron_not_found", "tron_not_found_expiry"),
        )
    facts |= _asked(seen.body, event) | _token(event, beside, network)
    if seen.receipt is None:
        return _without_block(network, seen, seen.body, beside, facts)
    facts |= _mined(seen, seen.receipt)
    if not seen.receipt.succeeded:
        return _failed(network, seen, seen.body, seen.receipt, event, beside, facts)
    return _succeeded(network, seen, event, beside, about, facts)


def _read(network: Network, seen: Seen) -> Facts:
    return {
        "network": network.id,
        "chain": network.family.value,
        "coin": network.coin,
        "block": f"{seen.latest.number:,}",
        "read_at": seen.read_at,
        "explorer_link": network.transaction_link(seen.tx_hash),
        "tx_hash": seen.tx_hash,
    }


def _asked(body: Body, event: Event) -> Facts:
    call = body.call
    facts = {"sender": call.sender, "recipient": call.recipient or call.contract}
    if call.kind == TRANSFER or (call.kind == TRIGGER and call.units):
        facts["amount"] = amount(call.units, DECIMALS)
    if body.fee_limit:
        facts["fee_limit"] = amount(body.fee_limit, DECIMALS)
    if event.movement:
        by_owner = event.movement.sender == call.sender
        facts |= {"token_sender": event.movement.sender, "token_recipient": event.movement.recipient}
        facts |= {"signed_by": "owner" if by_owner else "third_party", "transfers": str(event.transfers)}
    elif call.kind == TRANSFER:
        facts["signed_by"] = "owner"
    return {name: value for name, value in facts.items() if value}


def _token(event: Event, beside: Beside, network: Network) -> Facts:
    if not event.token:
        return {}
    token = beside.token or Token(event.token)
    known = next((symbol for symbol, contract in network.tokens.items() if contract == event.token), "")
    facts = {
        "token_contract": event.token,
        "token": known or plain(token.symbol),
        GENUINE: genuine(event.token, token.symbol, network.tokens),
    }
    if event.movement:
        facts["token_amount"] = _units(event.movement.units, token)
        facts["token_balance"] = _units(beside.holding, token)
    if event.movement and beside.allowance is not None:
        facts["allowance"] = _limit(beside.allowance, token)
    if event.approval:
        facts |= _approved(event.approval, beside, token)
    return {name: value for name, value in facts.items() if value}


def _approved(approval: Approval, beside: Beside, token: Token) -> Facts:
    facts = {"spender": approval.spender, "allowance": _limit(approval.units, token)}
    if beside.allowance is not None:
        facts["allowance_now"] = _limit(beside.allowance, token)
    return facts


def _units(units: int | None, token: Token) -> str:
    return amount(units, token.decimals) if units is not None and token.decimals is not None else ""


def _limit(units: int, token: Token) -> str:
    return "unlimited" if units >= UNLIMITED else _units(units, token)


def _mined(seen: Seen, receipt: Receipt) -> Facts:
    facts = {
        "mined_block": f"{receipt.block.number:,}",
        "mined_at": receipt.block.at.text,
        "confirmations": f"{max(seen.latest.number - receipt.block.number, 0) + 1:,}",
        "solidified": "yes" if seen.solidified else "no",
        "result_code": plain(receipt.result),
        "fee_paid": amount(receipt.fee, DECIMALS),
        "burnt": amount(receipt.fee, DECIMALS),
        "energy_used": f"{receipt.energy:,}",
        "bandwidth_used": f"{receipt.bandwidth:,}",
    }
    if receipt.energy_price:
        facts["energy_price"] = str(receipt.energy_price)
    return facts


def _without_block(network: Network, seen: Seen, body: Body, beside: Beside, facts: Facts) -> Finding:
    if beside.solid and beside.solid.at.ms >= body.expires + _APART_MS:
        return Finding(network.id, seen.tx_hash, Status.DROPPED.value, "dropped", facts, ("tron_dropped",))
    notes = ("tron_waiting", "tron_waiting_expiry")
    return Finding(network.id, seen.tx_hash, Status.PENDING.value, "unsolidified", facts, notes)


def _failed(
    network: Network, seen: Seen, body: Body, receipt: Receipt, event: Event, beside: Beside, facts: Facts
) -> Finding:
    verdict, notes, more = cause(receipt, body.fee_limit, event.movement, beside)
    facts |= more
    if beside.energy_price:
        facts["energy_price"] = str(beside.energy_price)
    said = [*notes, *_cost(receipt)]
    if verdict == "out_of_energy" and beside.energy_price:
        said.append("tron_energy_price")
    status = Status.FAILED.value
    if not seen.solidified:
        status, verdict = Status.PENDING.value, "unsolidified"
    said.insert(0, "tron_failed" if seen.solidified else "tron_failed_unsolidified")
    # What was read as of now is no lasting truth about then.
    lasting = seen.solidified and not any(note.endswith("_now") for note in said)
    return Finding(network.id, seen.tx_hash, status, verdict, facts, tuple(said), lasting)


def _cost(receipt: Receipt) -> Notes:
    if not receipt.fee:
        return ["tron_cost_none"]
    return ["tron_cost_energy" if receipt.energy else "tron_cost"]


def _succeeded(network: Network, seen: Seen, event: Event, beside: Beside, about: About, facts: Facts) -> Finding:
    verdict, notes, more = _outcome(event, beside, about, facts)
    facts |= more
    lasting = seen.solidified and "allowance_now" not in facts
    status = Status.SUCCESS.value
    if not seen.solidified:
        status, verdict = Status.PENDING.value, "unsolidified"
    first = "tron_success" if seen.solidified else "tron_unsolidified"
    cost = _cost(seen.receipt) if seen.receipt else []
    return Finding(network.id, seen.tx_hash, status, verdict, facts, (first, *notes, *cost), lasting)


def _outcome(event: Event, beside: Beside, about: About, facts: Facts) -> tuple[str, Notes, Facts]:
    call = event.call
    if event.movement:
        return _moved(event, event.movement, beside, about, facts)
    if event.hollow:
        return "no_transfer", ["tron_no_token_moved"], {}
    if event.approval:
        return "approval", _approval_notes(event, event.approval, beside, facts), {}
    if call.kind in (TRANSFER, ASSET_TRANSFER):
        return _sent(event, beside, about)
    if call.kind == PERMISSION_UPDATE and call.permission:
        return "called", ["tron_permission_update"], permission_facts(call.permission, call.sender)
    if call.kind == TRIGGER:
        return "called", ["tron_called_with_coin" if call.units else "tron_called"], {}
    return "no_transfer", ["tron_stake_change" if call.kind in STAKING else "tron_no_transfer"], {}


def permission_facts(permission: Permission, *own: str) -> Facts:
    return {
        "owner_threshold": str(permission.threshold),
        "owner_keys": str(len(permission.keys)),
        "foreign_keys": str(permission.foreign(*own)),
    }


def _sent(event: Event, beside: Beside, about: About) -> tuple[str, Notes, Facts]:
    notes = ["tron_sent_coin" if event.call.kind == TRANSFER else "tron_sent_trc10"]
    if event.call.kind == TRANSFER and event.call.units * _TINY < 10**DECIMALS:
        notes.append("tron_tiny")
    return _arrived(event, beside, about, notes)


def _moved(event: Event, movement: Movement, beside: Beside, about: About, facts: Facts) -> tuple[str, Notes, Facts]:
    told = "token" in facts and "token_amount" in facts
    notes = ["tron_sent_token" if told else "tron_sent_unknown_token"]
    decimals = beside.token.decimals if beside.token else None
    if facts["signed_by"] == "third_party":
        notes.append("tron_third_party")
    if not movement.units:
        notes.append("tron_zero")
    elif decimals is not None and movement.units * _TINY < 10**decimals:
        notes.append("tron_tiny")
    notes.append(_GENUINE[facts[GENUINE]] if "token" in facts else "tron_token_unknown")
    if event.transfers > 1:
        notes.append("tron_more_transfers")
    verdict, notes, more = _arrived(event, beside, about, notes)
    if facts[GENUINE] == "no":
        verdict = "look_alike_token"
    elif not movement.units:
        verdict = "zero_transfer"
    return verdict, notes, more


_GENUINE: Mapping[str, str] = {"yes": "tron_genuine", "no": "tron_look_alike", "unknown": "tron_token_unknown"}


def _arrived(event: Event, beside: Beside, about: About, notes: Notes) -> tuple[str, Notes, Facts]:
    if about.recipient and event.recipient != about.recipient:
        notes = [*notes, "tron_other_recipient"]
    if event.movement and event.recipient == event.token:
        return "token_to_contract", [*notes, "tron_to_token_contract"], {"recipient_kind": "contract"}
    if beside.recipient_kind == "contract":
        return "delivered_to_contract", [*notes, "tron_to_contract"], {"recipient_kind": "contract"}
    facts = {"recipient_kind": "wallet"} if beside.recipient_kind is not None else {}
    if beside.recipient_kind == "":
        return "delivered", [*notes, "tron_recipient_inactive"], {**facts, "activated": "no"}
    return "delivered", notes, facts


def _approval_notes(event: Event, approval: Approval, beside: Beside, facts: Facts) -> Notes:
    if approval.owner != event.call.sender and facts[GENUINE] != "yes":
        return ["tron_approval_bait"]
    granted = {"unlimited": "tron_approval_unlimited", "0": "tron_approval_revoked"}
    said = facts.get("allowance", "")
    notes = [granted.get(said, "tron_approval" if said and "token" in facts else "tron_approval_unknown")]
    now = facts.get("allowance_now", "")
    if now:
        notes.append({"unlimited": "tron_allowance_unlimited_now", "0": "tron_allowance_none_now"}.get(now, _NOW))
    return notes


_NOW = "tron_allowance_now"
