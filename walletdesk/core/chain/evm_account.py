"""An account: what it holds, what waits to leave it, and whether it has lent itself to a contract."""

from __future__ import annotations

from walletdesk.core.chain.evm_calls import checksummed
from walletdesk.core.chain.evm_facts import coins, delegate_fact, found, kind_of, shared
from walletdesk.core.chain.evm_readings import AccountReading, delegate_of
from walletdesk.core.chain.evm_tokens import IDENTITY_NOTES, genuine, symbol_of, token_amount
from walletdesk.core.chain.finding import About, Finding, plain
from walletdesk.core.chain.networks import Network

FOUND = "found"
_FIRST_NOTES = {
    "delegated": "evm_delegated",
    "pending_outgoing": "evm_pending_outgoing",
    "contract": "evm_account_contract",
}


def diagnose_account(reading: AccountReading, network: Network, about: About) -> Finding:
    address = checksummed(reading.address)
    verdict = _verdict(reading)
    facts = shared(network, reading.moment, network.address_link(address)) | {"address": address}
    facts |= {
        "balance": coins(reading.balance),
        "next_nonce": str(reading.next_nonce),
        "waiting": str(_waiting(reading)),
        "account_kind": kind_of(reading.code),
    }
    facts |= delegate_fact(reading.code) | _token_facts(reading, network, about)
    return found(network, address, (FOUND, verdict), facts, _notes(reading, verdict, facts, about), False)


def _waiting(reading: AccountReading) -> int:
    return max((reading.pending_nonce or 0) - reading.next_nonce, 0)


def _verdict(reading: AccountReading) -> str:
    """`holds` and `empty` speak of what was asked about: the token if one was named and read, else the coin."""
    if delegate_of(reading.code):
        return "delegated"
    if _waiting(reading):
        return "pending_outgoing"
    if reading.code:
        return "contract"
    asked = reading.balance if reading.token_balance is None else reading.token_balance
    return "holds" if asked else "empty"


def _token_facts(reading: AccountReading, network: Network, about: About) -> dict[str, str]:
    token = reading.token
    if token is None:
        return {"token": plain(about.token)}
    facts = {
        "token": symbol_of(token, token.contract, network) or plain(about.token),
        "token_contract": checksummed(token.contract),
        "token_genuine": genuine(token.contract, token, network),
    }
    if reading.token_balance is not None:
        facts["token_balance"] = token_amount(reading.token_balance, token) if reading.token_balance else "0"
    return facts


def _notes(reading: AccountReading, verdict: str, facts: dict[str, str], about: About) -> tuple[str, ...]:
    notes = [_FIRST_NOTES[verdict]] if verdict in _FIRST_NOTES else []
    notes.append("evm_balance" if reading.balance else "evm_no_coin")
    if facts.get("token_balance"):
        notes.append("evm_token_balance")
    elif about.token:
        notes.append("evm_token_unread")
    if facts.get("token_genuine") in ("no", "unknown") and facts.get("token_balance"):
        notes.append(IDENTITY_NOTES[facts["token_genuine"]])
    if verdict == "delegated" and _waiting(reading):
        notes.append("evm_pending_outgoing")
    if not reading.next_nonce and not reading.code and not _waiting(reading):
        notes.append("evm_never_sent")
    return tuple(notes)
