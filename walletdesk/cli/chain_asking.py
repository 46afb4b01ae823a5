"""Asks the networks on behalf of `tx` and `address`, as far as the deployment allows it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from walletdesk.cli.chain_words import Words
from walletdesk.core import consent
from walletdesk.core.addresses import Address
from walletdesk.core.chain.finding import About, Finding
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.chain.references import Reference

Subject = TypeVar("Subject", Reference, Address)
Findings = tuple[Finding, ...]
_ERASE = "\r\x1b[2K"


class Asking:
    """meant: the one network that the user named, or None for all that fit."""

    def __init__(self, words: Words, meant: Network | None) -> None:
        from walletdesk import bootstrap

        self._words = words
        self._meant = meant
        self.allowed = bootstrap.the_settings().look_ups != consent.NEVER

    def ask(self, subjects: Sequence[Subject], about: About) -> Mapping[Subject, Findings]:
        """What the networks show of each, best first; empty where asking is switched off. Takes 3 s at most."""
        if not subjects or not self.allowed:
            return {}
        self._progress([family for subject in subjects for family in _families(subject)])
        try:
            found = asyncio.run(self._all(subjects, about))
        finally:
            self._clear()
        return dict(zip(subjects, found, strict=True))

    async def _all(self, subjects: Sequence[Subject], about: About) -> list[Findings]:
        from walletdesk import bootstrap

        doctor = bootstrap.the_doctor()
        named = [self._meant.id] if self._meant else None
        asks = [_asked(doctor, subject, named, about) for subject in subjects]
        return list(await asyncio.gather(*asks))

    def _progress(self, families: Iterable[Family]) -> None:
        if sys.stderr.isatty():
            wanted = set(families)
            networks = [self._meant] if self._meant else list(self._words.networks.values())
            number = sum(network.family in wanted for network in networks)
            click.echo(self._words.say("asking", number=number), err=True, nl=False)

    @staticmethod
    def _clear() -> None:
        if sys.stderr.isatty():
            click.echo(_ERASE, err=True, nl=False)


def _families(subject: Reference | Address) -> tuple[Family, ...]:
    return subject.families if isinstance(subject, Reference) else (Family(subject.kind),)


async def _asked(doctor: Any, subject: Reference | Address, named: Sequence[str] | None, about: About) -> Findings:
    ask = doctor.transaction if isinstance(subject, Reference) else doctor.account
    found: Findings = await ask(subject, named, about)
    return found


def as_json(finding: Finding, subject: str) -> dict[str, Any]:
    """subject: what it is called, "hash" or "address"."""
    return {
        "network": finding.network,
        subject: finding.subject,
        "status": finding.status,
        "verdict": finding.verdict,
        "settled": finding.settled,
        "facts": dict(finding.facts),
        "notes": list(finding.notes),
    }


def reference_as_json(reference: Reference) -> dict[str, Any]:
    return {
        "kind": reference.kind.value,
        "value": reference.value,
        "families": [family.value for family in reference.families],
        "network": reference.network,
        "problem": reference.problem,
        "length": reference.length,
        "missing": reference.missing,
        "may_be_key": reference.may_be_key,
    }
