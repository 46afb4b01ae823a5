"""What a TRON address holds, may use, and who may act for it."""

from __future__ import annotations

from walletdesk.core.chain.finding import About, Finding, amount, plain
from walletdesk.core.chain.networks import Network
from walletdesk.core.chain.tron import DECIMALS, Account, Block, Permission
from walletdesk.core.chain.tron_event import GENUINE, genuine
from walletdesk.core.chain.tron_transaction import permission_facts

FOUND = "found"


def examine(network: Network, account: Account, latest: Block, read_at: str, about: About) -> Finding:
    """Nothing here is settled: all of it is as of now."""
    facts = {"block": f"{latest.number:,}", "read_at": read_at, **_read(network, account)}
    unasked = not about.token and not account.holding  # read of our own accord: none of it is no fact of the case
    facts |= _resources(account) | ({} if unasked else _token(network, account, about)) | _stake(account, latest)
    own = tuple({account.address, about.owner or account.address})
    if account.activated:
        facts |= permission_facts(account.owner or Permission(1, {account.address: 1}), *own)
    notes = [
        *_standing(account),
        *_permissions(account, own),
        *_holding(account, facts),
        *_stake_notes(account, latest),
    ]
    return Finding(network.id, account.address, FOUND, _verdict(account, own), facts, tuple(notes))


def _read(network: Network, account: Account) -> dict[str, str]:
    return {
        "network": network.id,
        "chain": network.family.value,
        "coin": network.coin,
        "explorer_link": network.address_link(account.address),
        "address": account.address,
        "balance": amount(account.balance, DECIMALS),
        "account_kind": "contract" if account.contract else "wallet",
        "activated": "yes" if account.activated else "no",
    }


def _resources(account: Account) -> dict[str, str]:
    if not account.activated:
        return {}
    return {"energy": f"{account.energy:,}", "bandwidth": f"{account.bandwidth:,}"}


def _token(network: Network, account: Account, about: About) -> dict[str, str]:
    token = account.token
    if token is None or token.decimals is None or account.holding is None:
        return {"token": plain(about.token)} if plain(about.token) else {}
    known = next((symbol for symbol, contract in network.tokens.items() if contract == token.contract), "")
    return {
        "token": known or plain(token.symbol) or token.contract,
        "token_contract": token.contract,
        "token_balance": amount(account.holding, token.decimals),
        GENUINE: genuine(token.contract, token.symbol, network.tokens),
    }


def _stake(account: Account, latest: Block) -> dict[str, str]:
    facts = {"staked": amount(account.staked, DECIMALS)} if account.staked else {}
    waiting = [each for each in account.unstaking if each.ready.ms > latest.at.ms]
    shown = waiting or account.unstaking
    if shown:
        facts["unstaking"] = amount(sum(each.units for each in shown), DECIMALS)
        facts["unstake_ready"] = min(shown, key=lambda each: each.ready.ms).ready.text
    return facts


def _stake_notes(account: Account, latest: Block) -> list[str]:
    notes = ["tron_staked"] if account.staked else []
    waiting = [each.ready.ms > latest.at.ms for each in account.unstaking]
    if any(waiting):
        notes.append("tron_unstaking")
    if waiting and not all(waiting):
        notes.append("tron_withdrawable_too" if any(waiting) else "tron_withdrawable")
    return notes


def _standing(account: Account) -> list[str]:
    if not account.activated:
        return ["tron_not_activated"]
    return ["tron_contract_account"] if account.contract else []


def _permissions(account: Account, own: tuple[str, ...]) -> list[str]:
    if account.contract or not account.activated:
        return []
    notes = []
    if _alone_no_longer(account):
        notes.append("tron_owner_changed")
    elif account.owner and account.owner.foreign(*own):
        notes.append("tron_owner_shared")
    if any(active.foreign(*own) for active in account.actives):
        notes.append("tron_active_foreign")
    return notes


def _alone_no_longer(account: Account) -> bool:
    return account.owner is not None and not account.owner.suffices(account.address)


def _holding(account: Account, facts: dict[str, str]) -> list[str]:
    notes = ["tron_balance"] if account.activated else []
    if "token_balance" in facts:
        notes.append("tron_token_balance" if account.activated or not account.holding else "tron_token_not_activated")
        if facts[GENUINE] == "no":
            notes.append("tron_look_alike")
    elif "token" in facts:
        notes.append("tron_token_unread")
    elif account.token is not None and account.holding == 0:
        notes.append("tron_no_usdt")
    if account.activated and not account.contract:
        notes.append("tron_resources")
    return notes


def _verdict(account: Account, own: tuple[str, ...]) -> str:
    if not account.activated:
        return "not_activated"
    if account.contract:
        return "contract"
    if account.owner and (_alone_no_longer(account) or account.owner.foreign(*own)):
        return "permission_changed"
    return "holds" if account.balance or account.holding or account.staked or account.unstaking else "empty"
