"""What a reading of Bitcoin means."""

from __future__ import annotations

from collections import Counter

from walletdesk.core import addresses
from walletdesk.core.chain.bitcoin import BitcoinAccount, BitcoinReading, BitcoinTransaction
from walletdesk.core.chain.bitcoin_fees import shown
from walletdesk.core.chain.bitcoin_pending import weigh
from walletdesk.core.chain.finding import About, Finding, amount
from walletdesk.core.chain.networks import Network

# By convention; exchanges and wallets ask for one to six.
SETTLED_AFTER = 6
_Facts = dict[str, str]


def diagnose(network: Network, reading: BitcoinReading, about: About) -> Finding:
    """Raises `Unavailable` for a waiting transaction where nothing is known of what others pay."""
    transaction = reading.transaction
    if transaction is None:
        return _gone(network, reading)
    facts = _common(network, reading) | _what(transaction, network, about)
    if transaction.height is None:
        verdict, more, notes = weigh(transaction, reading.relatives, reading.rates)
        return Finding(network.id, reading.txid, "pending", verdict, facts | more, notes)
    return _confirmed(network, reading, transaction, facts, about)


def _confirmed(
    network: Network, reading: BitcoinReading, transaction: BitcoinTransaction, facts: _Facts, about: About
) -> Finding:
    mined = transaction.height or 0
    confirmations = reading.tip - mined + 1
    facts |= {
        "mined_block": f"{mined:,}",
        "mined_at": transaction.mined_at,
        "confirmations": f"{confirmations:,}",
    }
    notes = ("btc_confirmed", *_recipient_notes(transaction, facts, about))
    settled = confirmations >= SETTLED_AFTER
    notes = notes if settled else (*notes, "btc_few_confirmations")
    return Finding(network.id, reading.txid, "success", "delivered", facts, notes, settled)


def _recipient_notes(transaction: BitcoinTransaction, facts: _Facts, about: About) -> tuple[str, ...]:
    sender = ("btc_sender",) if "sender" in facts else ()
    if "recipient" in facts:
        return (*sender, "btc_recipient_paid")
    return (*sender, "btc_recipient_not_paid") if _bitcoin_address(about.recipient) and transaction.senders else sender


def _common(network: Network, reading: BitcoinReading) -> _Facts:
    return {
        "network": network.id,
        "chain": network.family.value,
        "coin": network.coin,
        "block": f"{reading.tip:,}",
        "read_at": reading.read_at,
        "explorer_link": network.transaction_link(reading.txid),
        "tx_hash": reading.txid,
    }


def _what(transaction: BitcoinTransaction, network: Network, about: About) -> _Facts:
    """Fee and size, and who paid whom where that can be told."""
    facts = {"fee_paid": f"{transaction.fee:,}", "size": f"{transaction.size:,}", "fee_rate": shown(transaction.rate)}
    facts["signals_rbf"] = "yes" if transaction.signals_replacement else "no"
    sender = _bitcoin_address(_sender(transaction, about))
    if sender:
        facts["sender"] = sender
    recipient, paid = _paid(transaction, about)
    if _bitcoin_address(recipient):
        facts |= {"recipient": recipient, "amount": amount(paid, network.decimals, places=8)}
    return facts


def _sender(transaction: BitcoinTransaction, about: About) -> str:
    owner = _bitcoin_address(about.owner)
    if owner in transaction.senders:
        return owner
    return next(iter(transaction.senders)) if len(transaction.senders) == 1 else ""


def _paid(transaction: BitcoinTransaction, about: About) -> tuple[str, int]:
    """Who got how much. Which output is change cannot be seen, so that several candidates mean nobody: ""."""
    sums = Counter[str]()
    for output in transaction.outputs:
        sums[output.address] += output.value
    sums.pop("", None)
    named = _bitcoin_address(about.recipient)
    owner = _bitcoin_address(about.owner)
    if named:
        return (named, sums[named]) if sums[named] else ("", 0)
    if owner in sums and owner not in transaction.senders:
        return owner, sums[owner]
    others = [address for address in sums if address not in transaction.senders]
    nameless = any(not output.address and output.value for output in transaction.outputs)
    return (others[0], sums[others[0]]) if len(others) == 1 and not nameless else ("", 0)


def _bitcoin_address(text: str) -> str:
    """As nodes spell it; "" for anything but an address with a good checksum, whoever it came from."""
    parsed = addresses.parse(text)
    return parsed.value if parsed.kind == addresses.BITCOIN and parsed.valid else ""


def _gone(network: Network, reading: BitcoinReading) -> Finding:
    facts = _common(network, reading)
    if reading.taken_by:
        return _replaced(network, reading, facts | {"replaced_by": reading.taken_by})
    if reading.seen and reading.inputs_free:
        return Finding(network.id, reading.txid, "dropped", "dropped", facts, ("btc_dropped", "btc_may_return"))
    notes = ("btc_not_found", "btc_forgotten")
    return Finding(network.id, reading.txid, "not_found", "not_found", facts, notes)


def _replaced(network: Network, reading: BitcoinReading, facts: _Facts) -> Finding:
    newer = reading.replacement
    verdict = _how(reading.seen, newer) if reading.seen and newer else "replaced_by_other"
    notes: tuple[str, ...] = (f"btc_{verdict}",)
    if newer is None:
        return Finding(network.id, reading.txid, "replaced", verdict, facts, notes)
    if newer.height is None:
        return Finding(network.id, reading.txid, "replaced", verdict, facts, (*notes, "btc_newer_waits"))
    confirmations = max(reading.tip - newer.height + 1, 1)
    facts |= {"mined_block": f"{newer.height:,}", "mined_at": newer.mined_at, "confirmations": f"{confirmations:,}"}
    notes = (*notes, "btc_newer_confirmed")
    return Finding(network.id, reading.txid, "replaced", verdict, facts, notes, confirmations >= SETTLED_AFTER)


def _how(old: BitcoinTransaction, newer: BitcoinTransaction) -> str:
    """sped_up: every output is still there, at most one of them (the change) smaller, and the fee is higher.

    cancelled: all of it goes back to addresses it came from. Anything else may be either, or a payment of its own.
    """
    if {output.address for output in newer.outputs} <= old.senders:
        return "cancelled"
    before, after = (_by_script(each) for each in (old, newer))
    smaller = [script for script, value in before.items() if after.get(script, 0) < value]
    same_places = before.keys() == after.keys()
    return "sped_up" if same_places and len(smaller) <= 1 and newer.fee > old.fee else "replaced_by_other"


def _by_script(transaction: BitcoinTransaction) -> dict[str, int]:
    sums: dict[str, int] = {}
    for output in transaction.outputs:
        sums[output.script] = sums.get(output.script, 0) + output.value
    return sums


def diagnose_account(network: Network, account: BitcoinAccount) -> Finding:
    """Of one address; wallets spread a balance over many."""
    facts = {
        "network": network.id,
        "chain": network.family.value,
        "coin": network.coin,
        "block": f"{account.tip:,}",
        "read_at": account.read_at,
        "explorer_link": network.address_link(account.address),
        "address": account.address,
        "balance": amount(account.confirmed, network.decimals, places=8),
        "waiting": f"{account.waiting:,}",
    }
    notes = ["btc_balance", *_waiting_notes(account)]
    if account.waiting:
        facts["amount"] = amount(abs(account.incoming - account.outgoing), network.decimals, places=8)
    if len(account.spending) == 1:
        facts["tx_hash"] = account.spending[0]
    notes.append("btc_one_address")
    return Finding(network.id, account.address, "found", _standing(account), facts, tuple(notes))


def _standing(account: BitcoinAccount) -> str:
    if account.outgoing:
        return "pending_outgoing"
    return "holds" if account.confirmed or account.incoming else "empty"


def _waiting_notes(account: BitcoinAccount) -> tuple[str, ...]:
    """What the unconfirmed transactions come to together: a payment brings its change back."""
    if not account.waiting:
        return ()
    return ("btc_waiting_out" if account.outgoing > account.incoming else "btc_waiting_in",)
