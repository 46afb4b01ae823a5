"""Which network a link's spelling tells, and which links tell none."""

from __future__ import annotations

import time

import pytest

from walletdesk.core.chain import links
from walletdesk.core.chain.networks import Family, Network

NETWORKS = (
    Network("ethereum", Family.EVM, "etherscan.io", "ETH"),
    Network("bsc", Family.EVM, "bscscan.com", "BNB"),
    Network("optimism", Family.EVM, "optimistic.etherscan.io", "ETH"),
    Network("base", Family.EVM, "basescan.org", "ETH"),
    Network("bitcoin", Family.BITCOIN, "mempool.space", "BTC"),
    Network("tron", Family.TRON, "tronscan.org", "TRX"),
    Network("solana", Family.SOLANA, "solscan.io", "SOL"),
)
HOSTS = links.explorer_hosts(NETWORKS)


def judged(text: str) -> list[tuple[str | None, str]]:
    return [(link.network.id if link.network else None, link.problem) for link in links.find(text, HOSTS)]


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("https://etherscan.io/tx/0x12", "ethereum"),
        ("http://ETHERSCAN.io:443/tx/0x12", "ethereum"),
        ("查etherscan.io/tx/0x12看看", "ethereum"),
        ("https://cn.etherscan.io/tx/0x12", "ethereum"),
        ("https://optimistic.etherscan.io/tx/0x12", "optimism"),
        ("https://base.blockscout.com/tx/0x12", "base"),
        ("https://tronscan.org/#/transaction/12", "tron"),
        ("tronscan.io/#/transaction/12", "tron"),
        ("https://mempool.space/zh/tx/12", "bitcoin"),
        ("https://blockstream.info/tx/12", "bitcoin"),
        ("https://solscan.io/tx/12", "solana"),
    ],
)
def test_an_explorers_link_names_its_network(text: str, network: str) -> None:
    assert judged(text) == [(network, "")]


@pytest.mark.parametrize(
    "text",
    [
        "https://sepolia.etherscan.io/tx/0x12",
        "https://testnet.bscscan.com/tx/0x12",
        "https://nile.tronscan.org/#/transaction/12",
        "https://mempool.space/testnet4/tx/12",
        "https://blockstream.info/liquid/tx/12",
        "https://solscan.io/tx/12?cluster=devnet",
    ],
)
def test_a_test_network_is_not_the_network_it_imitates(text: str) -> None:
    assert judged(text) == [(None, "unsupported")]


@pytest.mark.parametrize(
    "text",
    [
        "https://etherscan.io.check-tx.top/tx/0x12",
        "https://etherscam.io/tx/0x12",
        "https://ethersсan.io/tx/0x12",  # a Cyrillic letter in it
        "https://xn--ethersan-kch.io/tx/0x12",  # the same as browsers write it
        "https://etherscan.io@evil.example/tx/0x12",
        "https://etherscan-io.com/tx/0x12",
        "https://tronscan.com/#/transaction/12",
        "https://tronscan.org.tx-check.top/#/transaction/12",
    ],
)
def test_a_host_made_to_look_like_an_explorer_is_called_one(text: str) -> None:
    assert judged(text) == [(None, "look_alike_host")]


def test_other_sites_are_strange_whatever_stands_behind_them() -> None:
    assert judged("https://evil.example/?u=https://etherscan.io/tx/0x12") == [(None, "strange_host")]
    assert judged("https://someone@etherscan.io/tx/0x12") == [(None, "strange_host")]
    assert judged("http://[::1/tx http://a..b/tx https:///x") == [(None, "strange_host")] * 3


def test_what_is_no_link_is_none() -> None:
    assert judged("1.5/2 and/or e.g. v1.2 a@etherscan.io/x") == []


@pytest.mark.parametrize("unit", ["a.", "https://", "a-", "https://etherscan.io/x ", "http://a@"])
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (150_000 // len(unit))
    started = time.perf_counter()
    list(links.find(text, HOSTS))

    assert time.perf_counter() - started < 2
