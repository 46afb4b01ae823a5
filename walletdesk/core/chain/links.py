"""Links in a text: which network's explorer they lead to, as far as their spelling tells. Nothing is opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from walletdesk.core.chain.networks import Network
from walletdesk.core.official import Official, address, likeness

# Explorers beside the one that we link to; the network's id.
_OTHERS = {
    "blockstream.info": "bitcoin",
    "tronscan.io": "tron",
    "explorer.solana.com": "solana",
    "eth.blockscout.com": "ethereum",
    "base.blockscout.com": "base",
    "optimism.blockscout.com": "optimism",
    "arbitrum.blockscout.com": "arbitrum",
    "polygon.blockscout.com": "polygon",
}
_LINK = re.compile(
    r"https?://[^\s<>\"'`，。；、！？（）【】《》“”]+"
    r"|(?<![a-z0-9_.@-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z]{2,24}(?::\d{1,5})?/[!-~]*",
    re.IGNORECASE,
)
# Languages and layouts that explorers serve from a subdomain; any other is a network of its own, mostly a test one.
_SAME_SITE = frozenset({"www", "m", "cn", "ja", "ko", "ru"})
_TEST_NETWORK = re.compile(r"[/?&=](?:testnet\d?|signet|regtest|devnet|liquid|liquidtestnet)\b", re.IGNORECASE)

STRANGE, LOOK_ALIKE, UNSUPPORTED = "strange_host", "look_alike_host", "unsupported"


@dataclass(frozen=True)
class Link:
    """`text[start:end]` is the link. network: None where `problem` says why: strange_host (on no list of ours),
    look_alike_host (made to be taken for an explorer), unsupported (a known explorer's page of another network)."""

    start: int
    end: int
    network: Network | None
    problem: str = ""


def explorer_hosts(networks: Iterable[Network]) -> Mapping[str, Network]:
    """Network by the host of each explorer that is known to show it."""
    known = {network.id: network for network in networks}
    hosts = {network.explorer: network for network in known.values()}
    also = {host: known[name] for host, name in _OTHERS.items() if name in known}
    return MappingProxyType({**also, **hosts})


def find(text: str, hosts: Mapping[str, Network]) -> Iterator[Link]:
    """In order; `text` is in plain width."""
    judged: dict[str, tuple[Network | None, str]] = {}
    imitated = _imitated(hosts)
    for match in _LINK.finditer(text):
        site = address.read(match[0].lower())
        who = f"{site.user}@{site.name}"
        if who not in judged:
            judged[who] = _of_host(site, hosts, imitated)
        network, problem = judged[who]
        if network and (site.user or _TEST_NETWORK.search(site.rest)):
            network, problem = None, STRANGE if site.user else UNSUPPORTED
        yield Link(match.start(), match.end(), network, problem)


def _of_host(site: address.Address, hosts: Mapping[str, Network], imitated: Official) -> tuple[Network | None, str]:
    host = site.ascii
    first, _, rest = host.partition(".")
    if first in _SAME_SITE and rest in hosts:
        host = rest
    if host in hosts:
        return hosts[host], ""
    if address.is_under(host, imitated.hosts):
        return None, UNSUPPORTED
    imitates = site.user in imitated.hosts or likeness.of_domain(site.name, site.owner, imitated)
    return None, LOOK_ALIKE if imitates else STRANGE


def _imitated(hosts: Mapping[str, Network]) -> Official:
    """Explorers and their names, as what an imitator would want to look like."""
    owners = {address.owner(host) for host in hosts}
    return Official(hosts=tuple(sorted({*hosts, *owners})), brands=tuple(sorted(o.partition(".")[0] for o in owners)))
