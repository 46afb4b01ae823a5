"""Everything in a message that the dialogue can use: codes, names, amounts, times, error messages.

Pure functions over a text and a `Lexicon`; entities.py offers them as a spaCy component.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from walletdesk.core import official

from .codes import find_codes
from .error_strings import ErrorStrings
from .explorer import ExplorerStatus
from .folding import fold
from .gazetteer import Gazetteer, Match
from .lexicon import Lexicon
from .quantities import amount_after, amount_before, durations, versions

_HAN = re.compile(r"[\u4e00-\u9fff]")
_TETHER = re.compile(r"(?<![a-z$@#'_-])u(?![a-z0-9盾盘型形'_-])")
_NETWORK_BEHIND = re.compile(r"\s?(?:chain|network|mainnet|blockchain|链|网络|主网|公链)")
_NETWORK_BEFORE = re.compile(r"\b(?:on|via|over|through)\s+(?:the\s+)?$|走的?是?$")
_NAMES = frozenset({"network", "token", "wallet_app", "exchange"})


@dataclass(frozen=True)
class Entity:
    """`text[start:end]` is what was written, `value` what it stands for.

    `subtype` refines tx_hash (evm_hash, bare_hash, solana_signature, masked_hash, broken_hash) and address
    (evm_address, btc_address, tron_address, sol_address, masked_address); `note` is the address checksum's
    verdict (core/addresses.py). A site's subtype is its kind (core/official).
    """

    entity: str
    value: str
    start: int
    end: int
    subtype: str = ""
    note: str = ""

    def to_mapping(self) -> dict[str, Any]:
        """JSON-ready; empty subtype and note are left out."""
        full = {"entity": self.entity, "value": self.value, "start": self.start, "end": self.end}
        extra = {"subtype": self.subtype, "note": self.note}
        return full | {name: value for name, value in extra.items() if value}


class EntityFinder:
    """Building one takes milliseconds, finding well under one; safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._names = Gazetteer(lexicon)
        self._errors = ErrorStrings(lexicon.aliases.get("error_string", {}))
        self._status = ExplorerStatus(lexicon.aliases.get("explorer_status", {}))
        self._native = lexicon.native

    def find(self, text: str) -> tuple[Entity, ...]:
        """In reading order. Names inside a hash or an address do not count; an amount covers its coin."""
        folded = fold(text)
        codes = [Entity(c.kind, c.value, c.start, c.end, c.subtype, c.note) for c in find_codes(text)]
        matches = [match for match in self._names.find(text, folded) if _is_free(match.start, match.end, codes)]
        names = [Entity(m.kind, m.value, m.start, m.end) for m in matches if m.kind in _NAMES]
        names += [Entity("token", "USDT", at, at + 1) for at in _tethers(folded) if _is_free(at, at + 1, codes)]
        names += self._networks_of_coins(folded, names)
        amounts = _amounts(folded, [entity for entity in names if entity.entity == "token"])
        found = codes + names + amounts + self._errors_in(text)
        found += [e for e in _times(folded, matches) if _is_free(e.start, e.end, codes + amounts)]
        found += [Entity("app_version", v, s, e) for s, e, v in versions(folded) if _is_free(s, e, codes + amounts)]
        found += self._explorer_status(folded, matches)
        found += [site for site in _sites(text) if _is_free(site.start, site.end, codes)]
        return tuple(sorted(found, key=lambda entity: (entity.start, -entity.end, entity.entity)))

    def _errors_in(self, text: str) -> list[Entity]:
        return [Entity("error_string", value, start, end) for value, start, end in self._errors.find(text)]

    def _explorer_status(self, folded: str, matches: Iterable[Match]) -> list[Entity]:
        mentions = [(match.start, match.end) for match in matches if match.kind == "explorer"]
        return [Entity("explorer_status", value, s, e) for value, s, e in self._status.find(folded, mentions)]

    def _networks_of_coins(self, folded: str, names: Iterable[Entity]) -> list[Entity]:
        """ "ETH chain", "on eth": the coin's name stands for its network."""
        return [
            Entity("network", self._native[name.value], name.start, name.end)
            for name in names
            if name.entity == "token"
            and name.value in self._native
            and (_NETWORK_BEHIND.match(folded, name.end) or _NETWORK_BEFORE.search(folded[: name.start]))
        ]


def _sites(text: str) -> list[Entity]:
    """Sites, accounts, numbers and the like, as written: their spelling is what gives an imitation away."""
    return [Entity("site", each.raw, each.start, each.end, each.kind.value) for each in official.find(text)]


def _is_free(start: int, end: int, taken: Iterable[Entity]) -> bool:
    return all(end <= entity.start or start >= entity.end for entity in taken)


def _tethers(folded: str) -> list[int]:
    """Places where a lone "u" means USDT: behind a number, or beside Chinese."""
    found = []
    for match in _TETHER.finditer(folded):
        at = match.start()
        beside = folded[:at].rstrip()[-1:] + folded[at + 1 :].lstrip()[:1]
        if _HAN.search(beside) or (beside[:1].isdigit() and amount_before(folded, at)):
            found.append(at)
    return found


def _amounts(folded: str, coins: Iterable[Entity]) -> list[Entity]:
    found: list[Entity] = []
    for coin in sorted(coins, key=lambda entity: entity.start):
        before = amount_before(folded, coin.start)
        if before and _is_free(before[0], coin.end, found):
            found.append(Entity("amount", f"{before[1]} {coin.value}", before[0], coin.end))
            continue
        after = amount_after(folded, coin.end)
        if after:
            found.append(Entity("amount", f"{after[1]} {coin.value}", coin.start, after[0]))
    return found


def _times(folded: str, matches: Iterable[Match]) -> list[Entity]:
    """Counted spans win over fixed phrases that lie in them."""
    counted = [Entity("duration", str(minutes), start, end) for start, end, minutes in durations(folded)]
    phrases = [Entity("duration", m.value, m.start, m.end) for m in matches if m.kind == "duration"]
    longer = [
        p
        for p in phrases
        if all(p.end - p.start > c.end - c.start for c in counted if not _is_free(p.start, p.end, [c]))
    ]
    return [c for c in counted if _is_free(c.start, c.end, longer)] + longer
