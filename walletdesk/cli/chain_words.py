"""What `tx` and `address` found, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from walletdesk.content.loader import Content
from walletdesk.core import addresses
from walletdesk.core.addresses import Address
from walletdesk.core.chain import links
from walletdesk.core.chain.finding import Finding, Status
from walletdesk.core.chain.likeness import Likeness, grouped
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.references import Kind, Reference
from walletdesk.core.chain.report import report
from walletdesk.core.chain.typos import Fault

_ABSENT, _SILENT = Status.NOT_FOUND.value, Status.UNAVAILABLE.value
_REPORT_MISSING = "chain.report_missing"
# Of a hash; a missing or a spare character is counted besides.
_PROBLEMS = {
    "masked": "dialogue.hash_masked",
    "bad_character": "lookup.odd_character",
    "is_block": "lookup.block",
    "is_address": "dialogue.address_not_hash",
    links.UNSUPPORTED: "chain.unsupported_hash",
    links.STRANGE: "lookup.strange_host",
    links.LOOK_ALIKE: "lookup.look_alike_host",
}


class Words:
    """All texts come from data/; this decides which of them, in which order."""

    def __init__(self, content: Content, language: str) -> None:
        self._catalogue = content.catalogue
        self._language = language
        self.networks = content.networks

    def say(self, key: str, **about: object) -> str:
        named = key if "." in key else f"lookup.{key}"
        return self._catalogue.say(named, self._language, {name: str(value) for name, value in about.items()})

    def reference(self, reference: Reference, whole: bool = False) -> Iterator[str]:
        """What is wrong with a hash, if anything is; `whole`: also say where nothing is."""
        if reference.kind is Kind.ADDRESS:
            yield self.say("dialogue.address_not_hash")
            yield self.say("address_instead")
        elif reference.missing:
            size = "short" if reference.missing > 0 else "long"
            yield self.say(f"dialogue.hash_too_{size}", length=reference.length, number=abs(reference.missing))
        elif reference.problem in _PROBLEMS:
            yield self.say(_PROBLEMS[reference.problem])
        if whole and reference.usable and reference.kind is Kind.TRANSACTION:
            ids = [reference.network] if reference.network else [i for f in reference.families for i in self.ids(f)]
            yield self.say("is_hash", hash=reference.value, asked=" ".join(ids))

    def findings(self, findings: Sequence[Finding]) -> Iterator[str]:
        """What each network shows; those that know nothing or did not answer are named together at the end."""
        for finding in findings:
            if finding.status not in (_ABSENT, _SILENT):
                yield self._finding(finding)
        absent = [finding for finding in findings if finding.status == _ABSENT]
        if absent:
            yield self._missing(absent)
        silent = " ".join(finding.network for finding in findings if finding.status == _SILENT)
        if silent:
            some = len(silent.split()) < len(findings)
            yield self.say("chain.silent_too" if some else "unanswered", silent=silent, asked=silent)

    def _finding(self, finding: Finding) -> str:
        facts = {**finding.facts, "network": finding.network}
        lines = report(facts, finding.notes)
        if not lines:
            return self.say(f"status_{finding.status}", **facts)
        return "\n".join(self._catalogue.say(line.key, self._language, line.facts) for line in lines)

    def _missing(self, absent: Sequence[Finding]) -> str:
        """One network says what it does not know in its own words; of several, those would contradict each other."""
        facts = {name: value for finding in reversed(absent) for name, value in finding.facts.items()}
        known = {**facts, "asked": " ".join(finding.network for finding in absent)}
        own = absent[0].notes if len(absent) == 1 else ()
        lines = report(known, own or ("not_found_anywhere",), _REPORT_MISSING)
        return "\n".join(self._catalogue.say(line.key, self._language, line.facts) for line in lines)

    def address(self, address: Address, fault: Fault, meant: Network | None) -> Iterator[str]:
        """What it is, what is wrong with it and where, and whether it fits the network that was named."""
        if address.kind == addresses.UNKNOWN:
            yield self.say("nothing_address")
            return
        family = self.say(f"family_{address.kind}", asked=" ".join(self.ids(address.kind)))
        yield self.say("is_address", address=address.value, family=family)
        yield self.say(f"reason_{fault.reason}", position=fault.position, count=fault.count)
        if fault.position:
            yield self.say("counted_evm" if address.kind == addresses.EVM else "counted_whole")
        if meant:
            right = meant.family.value == address.kind
            yield self.say("right_network" if right else "wrong_network", meant_network=meant.id)

    def likeness(self, known: str, address: Address, likeness: Likeness) -> str:
        return self.say(
            f"like_{likeness.alike.value}",
            known=grouped(known),
            shown=grouped(address.value),
            first=likeness.first,
            last=likeness.last,
        )

    def names(self, network: Network) -> set[str]:
        """What it is called in either language, in small letters."""
        return {self._catalogue.name_of("network", network.id, written).casefold() for written in ("zh", "en")}

    def ids(self, family: str | Family) -> list[str]:
        return [network.id for network in self.networks.values() if network.family is Family(family)]


def short(value: str) -> str:
    """Enough of a hash to tell several apart."""
    return value if len(value) <= 20 else f"{value[:8]}…{value[-6:]}"
