"""The result every chain shares: what was found, in names that playbooks branch on and facts that texts mention."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal, localcontext
from enum import Enum


class Status(str, Enum):
    """What a transaction has come to; also the outcomes of `look_up: transaction`."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    REPLACED = "replaced"
    DROPPED = "dropped"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"


# What playbooks may branch on, by status; `found` is the status of every account that could be read.
VERDICTS: Mapping[str, tuple[str, ...]] = {
    "pending": (
        *("behind", "gap", "below_base_fee", "low_fee", "short_balance", "delegated_queue", "fair_fee"),
        *("low_parent", "unsolidified"),
    ),
    "failed": (
        *("out_of_gas", "token_balance_short", "allowance_short", "paused", "blacklisted", "revert_reason", "panic"),
        *("custom_error", "unexplained", "out_of_energy"),
    ),
    "success": (
        *("delivered", "delivered_to_contract", "token_to_contract", "look_alike_token", "approval", "zero_transfer"),
        *("called", "no_transfer"),
    ),
    "replaced": ("sped_up", "cancelled", "replaced_by_other"),
    "dropped": ("dropped",),
    "not_found": ("not_found",),
    "found": (
        *("permission_changed", "delegated", "not_activated", "pending_outgoing", "elsewhere", "holds", "empty"),
        *("contract",),
    ),
}

_FOUND = """
block read_at explorer_link verdict asked silent meant_network
sender recipient fee_paid confirmations mined_block mined_at
nonce next_nonce ahead gap_nonce lowest_hash base_fee fee_kind fees_of max_fee tip least_max_fee least_tip
advised_max_fee advised_tip usual_tip balance needed missing
gas_limit gas_used reason error_name panic_code token_contract token_amount token_balance allowance spender
token_sender token_recipient token_genuine transfers signed_by allowance_now delegate recipient_kind replaced_by
fee_rate usual_rate fast_rate slow_rate size least_fee least_rate advised_rate signals_rbf parents package_rate
energy_used energy_price bandwidth_used fee_limit result_code burnt solidified
waiting account_kind activated owner_threshold owner_keys foreign_keys energy bandwidth staked unstaking
unstake_ready elsewhere elsewhere_network
"""
# What a finding may tell texts and playbooks, besides what users tell themselves (`TOLD`).
FACTS = frozenset(_FOUND.split())
TOLD = frozenset({"network", "chain", "coin", "tx_hash", "address", "token", "amount"})

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_MOST_SHOWN = 60
_DIGITS = 400  # a 256-bit number has 78 digits, and a token may claim 255 decimals


@dataclass(frozen=True)
class Finding:
    """subject: the hash or address asked about. verdict: one of `VERDICTS` for the status, "" when unavailable.

    facts: what texts may mention, already readable ("21,345,678", "34"); amounts and fees without their unit.
    notes: keys under `chain.` of the texts, in the order they are said. settled: it can no longer change.
    """

    network: str
    subject: str
    status: str
    verdict: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    settled: bool = False


@dataclass(frozen=True)
class About:
    """What the user said besides the hash or address; empty where unknown.

    owner: their own address. token: a symbol or a contract. recipient: who should have got it.
    """

    owner: str = ""
    token: str = ""
    recipient: str = ""
    nonce: int | None = None


def plain(hostile: str) -> str:
    """Text that came from a chain, fit to be shown: one short line without links, hidden or direction characters."""
    shown = "".join(" " if unicodedata.category(char) in _HIDDEN else char for char in hostile[: 4 * _MOST_SHOWN])
    shown = " ".join(_LINK.sub("…", unicodedata.normalize("NFKC", shown)).split())
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[: _MOST_SHOWN - 1]}…"


def amount(units: int, decimals: int, places: int = 6, up: bool = False) -> str:
    """Smallest units as a readable number with at most `places` decimals; `up` never shows less than there is.

    An amount too small for `places` keeps its first two digits, so that it never reads as zero.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        exact = Decimal(units).scaleb(-decimals)
        if exact and abs(exact) < Decimal(1).scaleb(-places):
            places = 1 - exact.adjusted()
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_CEILING if up else ROUND_HALF_EVEN)
    whole, _, rest = f"{rounded:,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
