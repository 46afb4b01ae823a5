"""`walletdesk address`: its answers in text or JSON, and its exit code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from walletdesk.cli.chain_asking import Asking, Findings, as_json, reference_as_json
from walletdesk.cli.chain_words import Words
from walletdesk.cli.lines import write_line
from walletdesk.core import addresses
from walletdesk.core.addresses import Address
from walletdesk.core.chain import links, references
from walletdesk.core.chain.finding import About, Status
from walletdesk.core.chain.likeness import Alike, Likeness, fits, likeness
from walletdesk.core.chain.networks import Network
from walletdesk.core.chain.references import Kind, Reference
from walletdesk.core.chain.typos import Fault, fault

_MOST = 20
_MASKED, _UNCHECKED = "masked", "no_checksum"
_SILENT = Status.UNAVAILABLE.value
_ALARMING = frozenset({"permission_changed", "delegated"})
_WARNINGS = frozenset({Alike.NEARLY, Alike.LOOK_ALIKE})


@dataclass(frozen=True)
class _Judged:
    """like: likeness by known address. findings: None where nobody was asked."""

    found: tuple[Reference, ...]
    address: Address
    fault: Fault
    like: Mapping[str, Likeness] = field(default_factory=dict)
    findings: Findings | None = None


class Addresses:
    """meant: the network that the user named. known: addresses that they know to be right."""

    def __init__(self, words: Words, asking: Asking | None, meant: Network | None, known: Sequence[str]) -> None:
        self._words = words
        self._asking = asking
        self._meant = meant
        self._known = known
        self._hosts = links.explorer_hosts(words.networks.values())

    def answer(self, said: Sequence[str], token: str, machine: bool) -> bool:
        """One after the other, one JSON object each; whether nothing is wrong with any of them."""
        fine = True
        for at, written in enumerate(said[:_MOST] or ("",)):
            judged = self._judged(written, token)
            text = "\n".join(self._lines(judged))
            if machine:
                write_line({**self._as_json(judged), "text": text})
            else:
                click.echo(f"\n{text}" if at else text)
            fine = self._is_fine(judged) and fine
        if len(said) > _MOST:
            click.echo(self._words.say("first_addresses", number=len(said), most=_MOST), err=True)
        return fine and len(said) <= _MOST

    def _judged(self, written: str, token: str) -> _Judged:
        found = references.find(written, self._hosts)
        reference = next((each for each in found if each.kind is Kind.ADDRESS), None)
        if reference and reference.problem == _MASKED:
            kind = reference.families[0].value
            return _Judged(found, Address(kind, reference.value, False, _MASKED), Fault(_MASKED))
        address = addresses.parse(reference.value if reference else written)
        wrong = fault(address) if reference is None or reference.checked else Fault(_UNCHECKED)
        like = {known: likeness(known, address.value) for known in self._known if address.value}
        return _Judged(found, address, wrong, like, self._findings(address, token))

    def _findings(self, address: Address, token: str) -> Findings | None:
        """Nobody is asked about an address that cannot be right."""
        if not self._asking or not address.valid or not self._fits(address):
            return None
        return self._asking.ask([address], About(token=token)).get(address)

    def _fits(self, address: Address) -> bool:
        return self._meant is None or fits(address, self._meant.family)

    def _lines(self, judged: _Judged) -> Iterator[str]:
        if not judged.address.value and any(each.kind is Kind.TRANSACTION for each in judged.found):
            yield self._words.say("hash_instead")
            return
        yield from self._words.address(judged.address, judged.fault, self._meant)
        for reference in judged.found[:1]:
            if reference.problem in (links.STRANGE, links.LOOK_ALIKE):
                yield from self._words.reference(reference)
        worst = [each for each in judged.like.items() if each[1].alike in _WARNINGS]
        same = [each for each in judged.like.items() if each[1].alike is Alike.SAME]
        for known, like in worst or same or list(judged.like.items())[:1]:
            yield self._words.likeness(known, judged.address, like)
        yield from self._of_chains(judged)

    def _of_chains(self, judged: _Judged) -> Iterator[str]:
        if judged.findings:
            yield ""
            yield "\n\n".join(self._words.findings(judged.findings))
        elif judged.findings is not None:
            yield self._words.say("nobody_to_ask")
        elif self._asking and not self._asking.allowed and judged.address.valid:
            yield self._words.say("off")

    def _is_fine(self, judged: _Judged) -> bool:
        findings = judged.findings
        read = not findings or any(finding.status != _SILENT for finding in findings)
        alarmed = any(finding.verdict in _ALARMING for finding in findings or ())
        warned = any(like.alike in _WARNINGS for like in judged.like.values())
        return judged.address.valid and self._fits(judged.address) and read and not alarmed and not warned

    def _as_json(self, judged: _Judged) -> dict[str, Any]:
        address = judged.address
        kind = "address" if address.value else "hash" if judged.found else "nothing"
        return {
            "input_kind": kind,
            "address": address.value,
            "family": address.kind,
            "networks": self._words.ids(address.kind) if address.value else [],
            "valid": address.valid,
            "reason": judged.fault.reason,
            "position": judged.fault.position or None,
            "count": judged.fault.count,
            "form": address.form,
            "fits": self._fits(address) if self._meant else None,
            "known": [
                {"address": known, "alike": like.alike.value, "first": like.first, "last": like.last}
                for known, like in judged.like.items()
            ],
            "references": [reference_as_json(each) for each in judged.found],
            "findings": [as_json(finding, "address") for finding in judged.findings or ()],
        }
