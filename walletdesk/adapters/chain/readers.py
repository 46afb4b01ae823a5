"""Which reader reads which network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from walletdesk.adapters.chain.doctor import Reader
from walletdesk.adapters.chain.esplora import EsploraReader
from walletdesk.adapters.chain.evm import EvmReader
from walletdesk.adapters.chain.trongrid import TrongridReader
from walletdesk.adapters.chain.web import Web
from walletdesk.core.chain.networks import Family, Network

_READERS: Mapping[Family, Callable[[Web, Network, Callable[[], datetime]], Reader]] = {
    Family.EVM: EvmReader,
    Family.BITCOIN: EsploraReader,
    Family.TRON: TrongridReader,
}


def readers_for(networks: Iterable[Network], web: Web, now: Callable[[], datetime]) -> dict[str, Reader]:
    """By network id, for every network that can be read and has a node. now: with a time zone."""
    return {
        network.id: _READERS[network.family](web, network, now)
        for network in networks
        if network.family in _READERS and network.endpoints
    }
