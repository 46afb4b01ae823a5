"""Readings of Bitcoin made by hand: who pays whom, for what fee, and what is around it."""

from __future__ import annotations

from decimal import Decimal

from walletdesk.core.chain.bitcoin import BitcoinReading, BitcoinTransaction, Input, Output
from walletdesk.core.chain.bitcoin_fees import Rates
from walletdesk.core.chain.networks import Family, Network

NETWORK = Network("bitcoin", Family.BITCOIN, "mempool.space", "BTC")
TIP = 925_000
READ_AT = "2026-11-22 09:30:15 UTC"
# Addresses from BIP-173 and the first block; all are valid, none is anybody's in these tests.
ALICE = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
BOB = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
CAROL = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"
RATES = Rates(Decimal(20), Decimal(10), Decimal(3), Decimal(1))


def txid(number: int) -> str:
    return f"{number:064x}"


def output(address: str, value: int) -> Output:
    return Output(script=address.encode().hex(), value=value, address=address)


def transaction(
    number: int = 1,
    *,
    fee: int = 1_000,
    size: int = 200,
    pays: tuple[tuple[str, int], ...] = ((BOB, 50_000), (ALICE, 49_000)),
    senders: tuple[str, ...] = (ALICE,),
    sequence: int = 0xFFFFFFFD,
    height: int | None = None,
    spends: int = 0,
    version: int = 2,
) -> BitcoinTransaction:
    """spends: number of the transaction whose outputs it takes."""
    total = sum(value for _, value in pays) + fee
    rest = total - (len(senders) - 1)
    values = [rest, *(1 for _ in senders[1:])]
    inputs = tuple(
        Input(txid(spends), index, sequence, output(sender, value))
        for index, (sender, value) in enumerate(zip(senders, values, strict=True))
    )
    outputs = tuple(output(*each) for each in pays)
    mined_at = "2026-11-22 08:00:00 UTC" if height else ""
    return BitcoinTransaction(txid(number), version, 4 * size, fee, inputs, outputs, height, mined_at)


def reading(found: BitcoinTransaction | None, **more: object) -> BitcoinReading:
    """Of transaction 1."""
    return BitcoinReading(txid(1), TIP, READ_AT, found, **{"rates": RATES, **more})  # type: ignore[arg-type]
