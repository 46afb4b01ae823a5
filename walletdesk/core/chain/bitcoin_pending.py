"""A transaction that waits: whether its fee is enough, alone and with its relatives, and what would be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from walletdesk.core.chain.bitcoin import BitcoinTransaction, Relatives
from walletdesk.core.chain.bitcoin_fees import (
    CURRENT_INCREMENT,
    FAIR_SHARE,
    FORMER_INCREMENT,
    Rates,
    advised_rate,
    least_fee,
    rate,
    shown,
)
from walletdesk.core.errors import Unavailable


@dataclass(frozen=True)
class Package:
    """A transaction with its unconfirmed parents, which must be mined first. fee, size: all of them together."""

    transaction: BitcoinTransaction
    relatives: Relatives

    @property
    def fee(self) -> int:
        return self.transaction.fee + sum(each.fee for each in self.relatives.parents)

    @property
    def size(self) -> int:
        return self.transaction.size + sum(each.size for each in self.relatives.parents)

    @property
    def rate(self) -> Decimal:
        return rate(self.fee, self.size)

    @property
    def score(self) -> Decimal:
        """What miners go by: parents that pay less hold it back, parents that pay more do not help it."""
        return min(self.transaction.rate, self.rate)

    @property
    def lifted(self) -> Decimal:
        """With the child that pays most for it, where one does."""
        with_child = (rate(self.fee + child.fee, self.size + child.size) for child in self.relatives.children)
        return max([self.score, *with_child])

    @property
    def evicted(self) -> int:
        """Fees of all that a replacement throws out."""
        return self.transaction.fee + sum(each.fee for each in self.relatives.children)

    def least_fee(self, increment: Decimal, floor: Decimal) -> int:
        """For a replacement of the same size."""
        own = self.transaction
        return least_fee(self.evicted, (own.fee, own.size), own.size, increment, floor)

    def lift(self, wanted: Decimal) -> Decimal:
        """The rate at which it brings its parents up to `wanted`."""
        parents = self.fee - self.transaction.fee
        return (wanted * self.size - parents) / self.transaction.size


def weigh(
    transaction: BitcoinTransaction, relatives: Relatives, rates: Rates | None, increment: Decimal = CURRENT_INCREMENT
) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Verdict, facts and notes. increment: of the nodes that the least fee is for; the advice suits older ones too."""
    if rates is None:
        raise Unavailable("no fee rates to compare with")
    package = Package(transaction, relatives)
    verdict = _verdict(package, rates)
    least = package.least_fee(increment, rates.floor)
    advised = _advised(package, rates)
    facts = _facts(package, rates, least)
    if advised is not None:
        facts["advised_rate"] = shown(advised, up=True)
    return verdict, facts, _notes(verdict, package, rates, advised)


def _verdict(package: Package, rates: Rates) -> str:
    fair = FAIR_SHARE * rates.usual
    if package.lifted >= fair:
        return "fair_fee"
    return "low_parent" if package.transaction.rate >= fair else "low_fee"


def _advised(package: Package, rates: Rates) -> Decimal | None:
    everywhere = package.least_fee(FORMER_INCREMENT, rates.floor)
    needed = package.lift(rates.usual) if package.rate < rates.usual else Decimal(0)
    return advised_rate(rates.usual, rate(everywhere, package.transaction.size), needed)


def _facts(package: Package, rates: Rates, least: int) -> dict[str, str]:
    facts = {
        "usual_rate": shown(rates.usual),
        "fast_rate": shown(rates.fast),
        "slow_rate": shown(rates.slow),
        "least_fee": f"{least:,}",
        "least_rate": shown(rate(least, package.transaction.size), up=True),
        "parents": str(len(package.relatives.parents)),
    }
    if package.relatives.parents:
        facts["package_rate"] = shown(package.rate)
    return facts


def _notes(verdict: str, package: Package, rates: Rates, advised: Decimal | None) -> tuple[str, ...]:
    relatives, own = package.relatives, package.transaction
    held_back = bool(relatives.parents) and package.rate < own.rate
    paid_by_child = verdict == "fair_fee" and package.score < FAIR_SHARE * rates.usual
    said = {
        f"btc_{verdict}": not paid_by_child,
        "btc_fair_by_child": paid_by_child,
        "btc_below_floor": own.rate < FAIR_SHARE * rates.floor,
        "btc_parents": held_back and verdict == "low_fee",
        "btc_parents_unknown": relatives.more_parents,
        "btc_least": verdict != "fair_fee",
        "btc_children_counted": verdict != "fair_fee" and bool(relatives.children),
        "btc_children_unknown": verdict != "fair_fee" and relatives.more_children,
        "btc_advised": verdict != "fair_fee" and advised is not None,
        "btc_heavy_parents": verdict != "fair_fee" and advised is None,
        "btc_signals_rbf": verdict != "fair_fee" and own.signals_replacement,
        "btc_no_signal": verdict != "fair_fee" and not own.signals_replacement,
    }
    return tuple(note for note, holds in said.items() if holds)
