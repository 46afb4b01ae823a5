"""What playbooks look up: a transaction or an account, with what the conversation knows of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from walletdesk.core import addresses
from walletdesk.core.addresses import Address
from walletdesk.core.chain import links, references
from walletdesk.core.chain.finding import About, Finding, Status
from walletdesk.core.chain.likeness import fits
from walletdesk.core.chain.networks import Network
from walletdesk.core.chain.references import Reference
from walletdesk.core.chain.report import report
from walletdesk.core.chain.wholeness import trouble
from walletdesk.core.turn import Line, Outcome

_HOLDS = frozenset({"holds", "permission_changed", "delegated", "pending_outgoing"})
_NOTHING_THERE = frozenset({"empty", "not_activated"})
_UNAVAILABLE, _NOT_FOUND = Status.UNAVAILABLE.value, Status.NOT_FOUND.value


class Doctor(Protocol):
    """`doctor.ChainDoctor`: all networks at once, within its own deadline, the best finding first."""

    async def transaction(
        self, reference: Reference, networks: Sequence[str] | None, about: About
    ) -> tuple[Finding, ...]: ...

    async def account(self, address: Address, networks: Sequence[str] | None, about: About) -> tuple[Finding, ...]: ...


class TransactionPort:
    """`look_up: transaction`. A network that the user named may be the wrong one, so all that fit are asked.

    doctor: made at the first look-up; its clients take half a second to load.
    """

    def __init__(self, doctor: Callable[[], Doctor], networks: Mapping[str, Network]) -> None:
        self._doctor = doctor
        self._networks = networks
        self._hosts = links.explorer_hosts(networks.values())

    async def ask(self, facts: Mapping[str, str]) -> Outcome:
        reference = references.parse(facts.get("tx_hash", ""), self._hosts)
        if not reference.usable:
            return Outcome(_UNAVAILABLE, lines=_trouble(reference))
        found = await self._doctor().transaction(reference, None, _about(facts))
        named = facts.get("network", "")
        best = found[0] if found else Finding(named, reference.value, _UNAVAILABLE)
        if best.status in (_UNAVAILABLE, _NOT_FOUND):
            return _missing(found, named)
        notes = best.notes
        moved = named != best.network and named in self._networks
        if moved:
            notes = ("other_network", *notes)
        known = {**_known(best), **({"meant_network": named} if moved else {})}
        return Outcome(best.status, known, report(known, notes))


class AddressPort:
    """`look_up: address`. The account on the named network, and what else there is at the same address."""

    def __init__(self, doctor: Callable[[], Doctor], networks: Mapping[str, Network]) -> None:
        self._doctor = doctor
        self._networks = networks

    async def ask(self, facts: Mapping[str, str]) -> Outcome:
        address = addresses.parse(facts.get("address", ""))
        if not address.valid:
            return Outcome(_UNAVAILABLE)
        found = await self._doctor().account(address, None, _about(facts))
        read = [finding for finding in found if finding.status != _UNAVAILABLE]
        named = facts.get("network", "")
        if not read or (named in {finding.network for finding in found} - {finding.network for finding in read}):
            return Outcome(_UNAVAILABLE, lines=_unanswered(found))
        main = next((finding for finding in read if finding.network == named), read[0])
        outcome = _account(main, [finding for finding in read if finding is not main and _holds(finding)], found)
        meant = self._networks.get(named)
        if meant and not fits(address, meant.family):
            wrong = Line("lookup.wrong_network", facts={"meant_network": named})
            return replace(outcome, lines=(wrong, *outcome.lines))
        return outcome


def _account(main: Finding, others: Sequence[Finding], asked: Sequence[Finding]) -> Outcome:
    known = dict(_known(main))
    notes = main.notes
    if others:
        known["elsewhere"] = " ".join(_holding(finding) for finding in others)
        known["elsewhere_network"] = others[0].network
        known["verdict"] = "elsewhere" if main.verdict in _NOTHING_THERE else main.verdict
        notes = (*notes, "elsewhere")
    silent = [finding.network for finding in asked if finding.status == _UNAVAILABLE]
    if silent:
        known["silent"] = " ".join(silent)
        notes = (*notes, "silent_too")
    return Outcome("found", known, report(known, notes))


def _holds(finding: Finding) -> bool:
    return finding.verdict in _HOLDS


def _holding(finding: Finding) -> str:
    """`network|balance|coin|token balance|token`, the form that the catalogue's list takes apart."""
    named = ("balance", "coin", "token_balance", "token")
    return "|".join((finding.network, *(finding.facts.get(name, "").replace(" ", "") for name in named)))


def _missing(found: Sequence[Finding], named: str) -> Outcome:
    """No network that answered knows the hash; what did not answer may."""
    silent = [finding.network for finding in found if finding.status == _UNAVAILABLE]
    absent = [finding for finding in found if finding.status == _NOT_FOUND]
    if not absent:
        return Outcome(_UNAVAILABLE, lines=_unanswered(found))
    of_named = [finding for finding in absent if finding.network == named]
    if of_named:  # what else was asked along with it, or gave no answer, is noise
        absent, silent = of_named, []
    known = {name: value for finding in reversed(absent) for name, value in finding.facts.items()}
    known = {**known, "asked": " ".join(finding.network for finding in absent), "verdict": _NOT_FOUND}
    if len(absent) > 1:  # the network is not known by this
        families = {finding.facts.get("chain", "") for finding in absent}
        for name in ("network", "coin", "explorer_link", *(("chain",) if len(families) > 1 else ())):
            known.pop(name, None)
    notes = ["not_found_anywhere", *dict.fromkeys(note for finding in absent for note in finding.notes)]
    if silent:
        known["silent"] = " ".join(silent)
        notes.append("silent_too")
    sure = named in {finding.network for finding in absent} or not silent
    return Outcome(_NOT_FOUND if sure else _UNAVAILABLE, known if sure else {}, report(known, notes, _REPORT_MISSING))


_REPORT_MISSING = "chain.report_missing"


def _unanswered(found: Sequence[Finding]) -> tuple[Line, ...]:
    asked = " ".join(finding.network for finding in found)
    return (Line("chain.report_unavailable", facts={"asked": asked}),) if asked else ()


def _trouble(reference: Reference) -> tuple[Line, ...]:
    """What keeps a reference from being looked up, where a sentence can help."""
    key = _TROUBLES.get(reference.problem)
    wrong = Line(key) if key else trouble(reference.value)
    return (wrong,) if wrong and reference.value else ()


_TROUBLES = {
    "unsupported": "chain.unsupported_hash",
    "is_address": "dialogue.address_not_hash",
}


def _about(facts: Mapping[str, str]) -> About:
    nonce = facts.get("nonce", "")
    return About(
        owner=facts.get("address", ""),
        token=facts.get("token_contract") or facts.get("token", ""),
        nonce=int(nonce) if nonce.isdecimal() else None,
    )


def _known(finding: Finding) -> dict[str, str]:
    return {**finding.facts, "network": finding.network, "verdict": finding.verdict}
