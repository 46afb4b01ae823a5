"""Looks things up through the product's own reader, and checks what every single finding must keep to."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from decimal import ROUND_CEILING, Decimal
from functools import cache
from typing import Any

import yaml

from tests.e2e import tools
from tests.e2e.chain import Chain
from tests.e2e.forwarder import Forwarder
from walletdesk.adapters.chain.evm import EvmReader
from walletdesk.adapters.chain.web import Web
from walletdesk.core.chain.finding import VERDICTS, About, Finding
from walletdesk.core.chain.networks import Family, Network

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=timezone.utc)
_TEXTS = tools.HERE.parents[1] / "data" / "dialogue" / "chain.yml"
_HIDDEN = re.compile("[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_PLACE = re.compile(r"{(\w+)}")


class Reads:
    """Every look-up is checked: round trips, the shared facts, nothing hostile, a text for every note."""

    def __init__(self, reader: EvmReader, forwarder: Forwarder, chain: Chain) -> None:
        self.most_round_trips = 2
        self._reader, self._forwarder, self._chain = reader, forwarder, chain

    async def transaction(self, sent: str, **about: Any) -> Finding:
        self._forwarder.requests.clear()
        return await self._checked(await self._reader.transaction(sent, About(**about)))

    async def account(self, address: str, **about: Any) -> Finding:
        self._forwarder.requests.clear()
        return await self._checked(await self._reader.account(address, About(**about)))

    async def _checked(self, finding: Finding) -> Finding:
        assert 1 <= self._forwarder.round_trips() <= self.most_round_trips, self._forwarder.methods()
        assert finding.verdict in VERDICTS[finding.status]
        assert finding.network == "ethereum"
        assert finding.facts["block"] == f"{await self._chain.height():,}"
        assert finding.facts["read_at"] == "2026-11-22 09:30:15 UTC"
        assert finding.facts["chain"] == "evm"
        assert finding.facts["explorer_link"].startswith("https://etherscan.io/")
        for name, value in finding.facts.items():
            assert value, name
            assert not _HIDDEN.search(value), name
            assert len(value) <= 120, name
            assert "claim-usdt" not in value, name
        _check_texts(finding)
        return finding


@asynccontextmanager
async def reads(chain: Chain, forwarder: Forwarder, tokens: Mapping[str, str]) -> AsyncIterator[Reads]:
    web = Web()
    network = Network("ethereum", Family.EVM, "etherscan.io", "ETH", 1, (forwarder.url,), dict(tokens))
    yield Reads(reader_of(web, network), forwarder, chain)
    await web.aclose()


def reader_of(web: Web, network: Network) -> EvmReader:
    return EvmReader(web, network, lambda: NOW)


def check(facts: Mapping[str, str], told: Mapping[str, str]) -> None:
    """`told` is among the facts."""
    assert {name: facts.get(name) for name in told} == dict(told)


def shown(units: int, decimals: int = 18) -> str:
    """An amount with at most six decimals, rounded to the nearest, as it is said to people."""
    return _plain(Decimal(units).scaleb(-decimals).quantize(Decimal("0.000001")))


def shown_up(units: int, decimals: int = 18) -> str:
    """As `shown`, but never less than there is."""
    return _plain(Decimal(units).scaleb(-decimals).quantize(Decimal("0.000001"), ROUND_CEILING))


def gwei(wei: int) -> str:
    """All digits."""
    return _plain(Decimal(wei).scaleb(-9))


def wei_of(fact: str, decimals: int = 9) -> int:
    """The exact number behind a readable one."""
    exact = Decimal(fact.replace(",", "")).scaleb(decimals)
    assert exact == exact.to_integral_value()
    return int(exact)


def _plain(number: Decimal) -> str:
    whole, _, rest = f"{number:,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    texts: Mapping[str, Mapping[str, str]] = yaml.safe_load(_TEXTS.read_text("utf-8"))
    return texts


def _check_texts(finding: Finding) -> None:
    assert finding.notes, "a finding without a word"
    for note in finding.notes:
        assert note in _texts(), f"no text: {note}"
        for language in ("zh", "en"):
            missing = set(_PLACE.findall(_texts()[note][language])) - set(finding.facts)
            assert not missing, f"{note} ({language}) wants {missing}"
