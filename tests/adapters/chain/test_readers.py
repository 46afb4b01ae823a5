from __future__ import annotations

from datetime import datetime, timezone

from walletdesk.adapters.chain.esplora import EsploraReader
from walletdesk.adapters.chain.evm import EvmReader
from walletdesk.adapters.chain.readers import readers_for
from walletdesk.adapters.chain.trongrid import TrongridReader
from walletdesk.adapters.chain.web import Web
from walletdesk.core.chain.networks import Family, Network

NODE = ("http://127.0.0.1:9",)


def _now() -> datetime:
    return datetime.now(timezone.utc)


def test_every_family_that_can_be_read_has_its_reader() -> None:
    networks = [
        Network("base", Family.EVM, "basescan.org", "ETH", 8453, NODE),
        Network("bitcoin", Family.BITCOIN, "mempool.space", "BTC", None, NODE),
        Network("tron", Family.TRON, "tronscan.org", "TRX", None, NODE),
        Network("solana", Family.SOLANA, "solscan.io", "SOL", None, NODE),
        Network("polygon", Family.EVM, "polygonscan.com", "POL", 137),
    ]
    readers = readers_for(networks, Web(), _now)
    assert {name: type(reader) for name, reader in readers.items()} == {
        "base": EvmReader,
        "bitcoin": EsploraReader,
        "tron": TrongridReader,
    }
