"""What is to be said of the addresses in a message, whatever else it is about: a slip, or one made to be taken for
another (address poisoning). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from walletdesk.core import addresses
from walletdesk.core.chain import typos
from walletdesk.core.chain.likeness import Alike, grouped, likeness
from walletdesk.core.turn import Line, Reply

_MOST = 4  # addresses of a message that are looked at
_SOUND = frozenset({"ok", "no_checksum", "not_an_address"})
_WORTH_A_WORD = (Alike.LOOK_ALIKE, Alike.NEARLY)


def notice(reply: Reply, earlier: Sequence[str]) -> tuple[Line, ...]:
    """earlier: addresses mentioned before in this conversation. What was mentioned before is not said again."""
    named = [value for value in dict.fromkeys(reply.entities.get("address", ())) if "…" not in value][:_MOST]
    new = [value for value in named if value not in earlier]
    pairs = [*combinations(new, 2), *((old, value) for value in new for old in earlier if "…" not in old)]
    alike = [line for known, shown in pairs if (line := _alike(known, shown))]
    faults = [] if alike else [line for value in new if (line := _fault(value))]
    return (*alike[:1], *faults[:1])


def _fault(value: str) -> Line | None:
    address = addresses.parse(value)
    if address.reason in _SOUND:
        return None
    fault = typos.fault(address)
    facts = {"position": str(fault.position), "count": str(fault.count), "address": value, "fault": fault.reason}
    return Line("dialogue.about_address", facts=facts)


def _alike(known: str, shown: str) -> Line | None:
    found = likeness(known, shown)
    if found.alike not in _WORTH_A_WORD:
        return None
    facts = {"known": grouped(known), "shown": grouped(shown), "first": str(found.first), "last": str(found.last)}
    return Line(f"dialogue.address_{found.alike.value}", facts=facts)
