"""Whose token it is: the genuine contract, one that borrows a known name, or one we cannot judge."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from walletdesk.core.chain.evm_calls import UNLIMITED
from walletdesk.core.chain.evm_readings import Token
from walletdesk.core.chain.finding import amount, plain
from walletdesk.core.chain.networks import Network
from walletdesk.core.official.spelling import skeleton

_WELL_KNOWN = ("USDT", "USDC", "DAI", "WETH", "WBTC", "BUSD", "TUSD", "FDUSD", "USDE", "STETH", "WBNB", "WPOL")
IDENTITY_NOTES = {"yes": "evm_token_genuine", "no": "evm_look_alike_token", "unknown": "evm_token_unchecked"}
_NOT_A_LETTER = re.compile(r"[\W_]+")
_MOST_DIGITS = 24  # more is no amount anyone owns


def genuine_contract(symbol: str, network: Network) -> str | None:
    """In lower case, by symbol in any case."""
    listed = {name.upper(): contract.lower() for name, contract in network.tokens.items()}
    return listed.get(symbol.strip().upper())


def genuine_symbol(contract: str, network: Network) -> str | None:
    return next((name for name, listed in network.tokens.items() if listed.lower() == contract.lower()), None)


def symbol_of(token: Token | None, contract: str, network: Network) -> str:
    """Ours where we know the contract, else what it calls itself, made harmless."""
    return genuine_symbol(contract, network) or (plain(token.symbol) if token else "")


def genuine(contract: str, token: Token | None, network: Network) -> str:
    """yes, no (it borrows a name that it has no right to) or unknown."""
    if genuine_symbol(contract, network):
        return "yes"
    said = plain(token.symbol) if token else ""
    if not said:
        return "unknown"
    look = _look(said)
    taken = {_look(name) for name in (*network.tokens, network.coin)}
    disguised = look in {_look(name) for name in _WELL_KNOWN} and said.upper() not in _WELL_KNOWN
    return "no" if look in taken or disguised else "unknown"


def _look(symbol: str) -> str:
    """Symbols are capitals, and capitals have look-alikes of their own: т is no t, but Т is T."""
    return skeleton("".join(_as_capital(char) for char in _NOT_A_LETTER.sub("", symbol.replace("₮", "T"))))


@lru_cache(maxsize=512)
def _as_capital(char: str) -> str:
    if char.isascii() or not char.isupper():
        return char
    from confusable_homoglyphs.confusables import confusables_data  # 14 MB, wanted by odd spellings only

    alike = (each["c"] for each in confusables_data.get(char, ()))
    return next((each for each in alike if each.isascii() and each.isalnum()), char)


def token_amount(units: int, token: Token | None) -> str:
    """Empty where the token does not tell its decimals; absurdly large ones as a power of ten."""
    if token is None or token.decimals is None:
        return ""
    if units >= 10 ** (token.decimals + _MOST_DIGITS):
        return f"{Decimal(units).scaleb(-token.decimals):.2e}"
    return amount(units, token.decimals)


def allowance_text(units: int, token: Token | None) -> str:
    """Zero and "unlimited" need no decimals."""
    if units >= UNLIMITED:
        return "unlimited"
    return token_amount(units, token) if units else "0"
