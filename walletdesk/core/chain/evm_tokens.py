"""Whose token it is: the genuine contract, one that borrows a known name, or one we cannot judge."""

from __future__ import annotations

from decimal import Decimal

from walletdesk.core.chain.evm_calls import UNLIMITED
from walletdesk.core.chain.evm_readings import Token
from walletdesk.core.chain.finding import amount, plain
from walletdesk.core.chain.networks import Network
from walletdesk.core.chain.symbols import look

_WELL_KNOWN = ("USDT", "USDC", "DAI", "WETH", "WBTC", "BUSD", "TUSD", "FDUSD", "USDE", "STETH", "WBNB", "WPOL")
IDENTITY_NOTES = {"yes": "evm_token_genuine", "no": "evm_look_alike_token", "unknown": "evm_token_unchecked"}
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
    seen = look(said)
    taken = {look(name) for name in (*network.tokens, network.coin)}
    disguised = seen in {look(name) for name in _WELL_KNOWN} and said.upper() not in _WELL_KNOWN
    return "no" if seen in taken or disguised else "unknown"


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
