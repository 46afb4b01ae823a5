"""A mined transaction that succeeded: what moved, to whom, and whether that is what the user thinks it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from walletdesk.core.chain.evm_calls import (
    Approval,
    Transfer,
    approvals,
    asks_to_approve,
    checksummed,
    token_call,
    transfers,
)
from walletdesk.core.chain.evm_facts import coins, delegate_fact, found, kind_of, of_transaction, owner_of, same
from walletdesk.core.chain.evm_failed import is_settled, mined_facts
from walletdesk.core.chain.evm_readings import EvmReceipt, EvmTransaction, MinedReading, Token
from walletdesk.core.chain.evm_tokens import (
    IDENTITY_NOTES,
    allowance_text,
    genuine,
    genuine_contract,
    genuine_symbol,
    symbol_of,
    token_amount,
)
from walletdesk.core.chain.finding import About, Finding, Status
from walletdesk.core.chain.networks import Network

_PIECE = Token("", decimals=0)  # collectibles are counted in whole pieces


def diagnose_success(reading: MinedReading, network: Network, about: About) -> Finding:
    tx = reading.transaction
    moved = transfers(reading.receipt.logs)
    main = main_transfer(tx, reading.receipt, reading.tokens, network, about)
    approval = main_approval(tx, reading.receipt, about)
    verdict = _verdict(reading, network, main, approval)
    facts = of_transaction(tx, network, reading.moment) | mined_facts(reading)
    facts |= {"transfers": str(len(moved)), "amount": coins(tx.value) if tx.value else ""}
    facts |= _recipient_facts(reading, main) | _lent_facts(reading, verdict)
    if main and verdict != "approval":
        facts |= _transfer_facts(reading, main, network)
    elif tx.value:
        facts["signed_by"] = "owner"
    if approval:
        facts |= _approval_facts(reading, approval, network, verdict)
    facts = {name: value for name, value in facts.items() if value}
    notes = _notes(verdict, facts, approval, about, bool(tx.lends))
    return found(network, tx.hash, (Status.SUCCESS.value, verdict), facts, notes, is_settled(reading))


def main_transfer(
    tx: EvmTransaction, receipt: EvmReceipt, tokens: Mapping[str, Token], network: Network, about: About
) -> Transfer | None:
    """The transfer that the user most likely means: what they said counts most, then what the transaction asked for,
    then what left its sender."""
    call = token_call(tx)
    wanted = genuine_contract(about.token, network) or about.token.lower()

    def fit(each: Transfer) -> tuple[bool, ...]:
        symbol = symbol_of(tokens.get(each.contract), each.contract, network)
        return (
            same(about.recipient, each.recipient),
            same(wanted, each.contract) or same(about.token, symbol),
            bool(about.owner) and about.owner.lower() in (each.sender, each.recipient),
            call is not None and (each.contract, each.recipient) == (call.contract, call.recipient),
            each.sender == tx.sender,
            each.units > 0,
        )

    return max(transfers(receipt.logs), key=fit, default=None)


def main_approval(tx: EvmTransaction, receipt: EvmReceipt, about: About) -> Approval | None:
    """The one that gives most. What a spender's own transfer uses up is logged as an approval too, and is none."""
    owner = owner_of(about, tx.sender)
    moved = any(transfers(receipt.logs))
    given = [each for each in approvals(receipt.logs) if each.spender != tx.sender and (each.units or not moved)]
    return max(given, key=lambda each: (each.owner == owner, each.owner == tx.sender, each.units), default=None)


def _verdict(reading: MinedReading, network: Network, main: Transfer | None, approval: Approval | None) -> str:
    tx = reading.transaction
    if approval and (main is None or asks_to_approve(tx.data)):
        return "approval"
    if main is None:
        return _coin_verdict(reading)
    if not main.units and not tx.value:
        return "zero_transfer"
    if genuine(main.contract, reading.tokens.get(main.contract), network) == "no":
        return "look_alike_token"
    if _is_token(main.recipient, main.contract, reading, network):
        return "token_to_contract"
    return "delivered_to_contract" if _kind(main.recipient, reading) == "contract" else "delivered"


def _coin_verdict(reading: MinedReading) -> str:
    tx = reading.transaction
    kind = _kind(tx.to, reading)
    if tx.value and tx.to:
        return "delivered_to_contract" if kind == "contract" else "delivered"
    return (
        "called"
        if tx.to is None or (kind in ("contract", "delegated") and tx.data) or reading.receipt.logs or tx.lends
        else "no_transfer"
    )


def _is_token(recipient: str, contract: str, reading: MinedReading, network: Network) -> bool:
    """Whether the recipient is the token itself, or another token."""
    told = reading.tokens.get(recipient)
    is_other = told is not None and told.decimals is not None and _kind(recipient, reading) == "contract"
    direct = token_call(reading.transaction) is not None
    return recipient == contract or bool(genuine_symbol(recipient, network)) or (direct and is_other)


def _kind(address: str | None, reading: MinedReading) -> str:
    return kind_of(reading.codes.get(address)) if address else ""


def _recipient_facts(reading: MinedReading, main: Transfer | None) -> dict[str, str]:
    return {"recipient_kind": _kind(main.recipient if main else reading.transaction.to, reading)}


def _lent_facts(reading: MinedReading, verdict: str) -> dict[str, str]:
    """The contract an account lends itself to here, or the sender's, or that of the wallet that a call went into, whose
    code is what moved its coins."""
    tx = reading.transaction
    if tx.lends:
        return {"delegate": next((checksummed(each) for each in tx.lends if int(each, 16)), "")}
    called = delegate_fact(reading.codes.get(tx.to)) if verdict == "called" and tx.to else {}
    return delegate_fact(reading.codes.get(tx.sender)) or called


def _transfer_facts(reading: MinedReading, main: Transfer, network: Network) -> dict[str, str]:
    token = reading.tokens.get(main.contract)
    return {
        "token": symbol_of(token, main.contract, network),
        "token_contract": checksummed(main.contract),
        "token_amount": token_amount(main.units, _PIECE if main.collectible else token),
        "token_sender": checksummed(main.sender),
        "token_recipient": checksummed(main.recipient),
        "token_genuine": genuine(main.contract, token, network),
        "signed_by": "owner" if main.sender == reading.transaction.sender else "third_party",
    }


def _approval_facts(reading: MinedReading, approval: Approval, network: Network, verdict: str) -> dict[str, str]:
    token = reading.tokens.get(approval.contract)
    left = reading.allowances.get((approval.contract, approval.owner, approval.spender))
    facts = {
        "spender": checksummed(approval.spender),
        "allowance": allowance_text(approval.units, token),
        "allowance_now": "" if left is None else allowance_text(left, token),
    }
    if verdict != "approval":
        return facts
    return facts | {
        "token": symbol_of(token, approval.contract, network),
        "token_contract": checksummed(approval.contract),
        "token_genuine": genuine(approval.contract, token, network),
        "signed_by": "owner" if approval.owner == reading.transaction.sender else "third_party",
    }


def _notes(
    verdict: str, facts: Mapping[str, str], approval: Approval | None, about: About, lends: bool
) -> tuple[str, ...]:
    notes = ["evm_mined_at" if "mined_at" in facts else "evm_mined"]
    if verdict == "approval" and approval:
        notes += _approval_notes(approval, facts)
    else:
        notes += [] if lends and verdict == "called" else [_moved_note(verdict, facts)]
        notes += _doubts(verdict, facts)
        notes += ["evm_other_recipient"] if _is_elsewhere(verdict, facts, about) else []
        notes += ["evm_approval_too"] if approval and approval.units else []
    if "token_genuine" in facts and verdict != "zero_transfer":
        notes.append(IDENTITY_NOTES[facts["token_genuine"]])
    if lends:
        notes.insert(1, "evm_lends" if "delegate" in facts else "evm_lends_ended")
    elif "delegate" in facts and "evm_called_delegated" not in notes:
        notes.append("evm_sender_delegated")
    return tuple(notes)


def _moved_note(verdict: str, facts: Mapping[str, str]) -> str:
    """A token whose name or decimals nobody knows is said without its amount."""
    if verdict == "called" and "recipient" not in facts:
        return "evm_created"
    if verdict == "called" and facts.get("recipient_kind") == "delegated":
        return "evm_called_delegated"
    if verdict == "token_to_contract":
        return "evm_token_to_itself" if facts["token_recipient"] == facts["token_contract"] else "evm_token_to_token"
    if "token_contract" not in facts or verdict == "zero_transfer":
        return f"evm_{verdict}"
    named = "token_amount" in facts and "token" in facts
    to = "_to_contract" if verdict == "delivered_to_contract" else ""
    return f"evm_token_delivered{to}" if named else f"evm_some_token_delivered{to}"


def _doubts(verdict: str, facts: Mapping[str, str]) -> Sequence[str]:
    notes = []
    if facts.get("signed_by") == "third_party":
        notes.append("evm_zero_by_other" if verdict == "zero_transfer" else "evm_signed_by_other")
    if facts["transfers"] != "1" and "token_contract" in facts:
        notes.append("evm_several_transfers")
    if verdict == "called":
        notes.append("evm_inner_unseen")
    if verdict == "delivered" and facts.get("recipient_kind") == "delegated":
        notes.append("evm_recipient_delegated")
    return notes


def _is_elsewhere(verdict: str, facts: Mapping[str, str], about: About) -> bool:
    """Something went to another address than the user named."""
    recipient = facts.get("token_recipient", facts.get("recipient", ""))
    return bool(about.recipient) and verdict not in ("called", "no_transfer") and not same(about.recipient, recipient)


def _approval_notes(approval: Approval, facts: Mapping[str, str]) -> list[str]:
    if not approval.units:
        return ["evm_revoked"]
    said = "evm_approval_all" if approval.whole else "evm_approval_unlimited"
    if facts.get("allowance") != "unlimited":
        said = "evm_approval" if "allowance" in facts else "evm_approval_some"
    left = facts.get("allowance_now", "")
    now = {"": [], "0": ["evm_approval_gone"], "unlimited": ["evm_approval_open_unlimited"]}.get(left)
    notes = [said, *(["evm_approval_open"] if now is None else now)]
    notes += ["evm_via_permit2"] if approval.via else []
    return notes + (["evm_approval_unsent"] if facts["signed_by"] == "third_party" else [])
