"""`walletdesk tx`: its answer in text or JSON, and its exit code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from walletdesk.cli.chain_asking import Asking, Findings, as_json, reference_as_json
from walletdesk.cli.chain_words import Words, short
from walletdesk.cli.lines import write_line
from walletdesk.core.chain import links, references
from walletdesk.core.chain.finding import About, Status
from walletdesk.core.chain.networks import Network
from walletdesk.core.chain.references import Kind, Reference

_MOST = 5  # hashes that are read at once
_ABSENT, _SILENT = Status.NOT_FOUND.value, Status.UNAVAILABLE.value
_ALARMING = frozenset({"token_to_contract", "look_alike_token", "zero_transfer"})
_IN_ORDER = frozenset({"fair_fee", "unsolidified", "sped_up", "cancelled"})


class Hashes:
    """meant: the network that the user named."""

    def __init__(self, words: Words, asking: Asking, meant: Network | None) -> None:
        self._words = words
        self._asking = asking
        self._meant = meant
        self._hosts = links.explorer_hosts(words.networks.values())

    def answer(self, said: Sequence[str], about: About, machine: bool) -> bool:
        """Whether all is well with everything that was asked about."""
        found = self._found(said)
        hashes = [each for each in found if each.kind is Kind.TRANSACTION]
        asked = [each for each in hashes if each.usable and self._fits(each)][:_MOST]
        findings = self._asking.ask(asked, about)
        text = "\n\n".join(self._blocks(found, hashes, asked, findings))
        if machine:
            write_line({**_as_json(found, hashes, findings), "text": text})
        else:
            click.echo(text)
        return len(asked) == len(found) > 0 and all(_is_fine(findings.get(each, ())) for each in asked)

    def _found(self, said: Sequence[str]) -> tuple[Reference, ...]:
        """The words as they are, or without the blanks where only that makes a hash of them."""
        found = references.find("\n".join(said), self._hosts)
        if any(each.usable and each.kind is Kind.TRANSACTION for each in found):
            return found
        joined = references.find("".join(said), self._hosts)
        if any(each.usable and each.kind is Kind.TRANSACTION for each in joined):
            return joined
        best = references.parse("".join(said), self._hosts)
        return (best,) if best.value and len(found) <= 1 else found

    def _fits(self, reference: Reference) -> bool:
        return self._meant is None or self._meant.family in reference.families

    def _blocks(
        self,
        found: Sequence[Reference],
        hashes: Sequence[Reference],
        asked: Sequence[Reference],
        findings: Mapping[Reference, Findings],
    ) -> Iterator[str]:
        usable = [each for each in hashes if each.usable]
        if not hashes:
            yield "\n".join(self._words.reference(found[0])) if found else self._words.say("nothing")
        if len(usable) > _MOST:
            yield self._words.say("first_ones", number=len(usable), most=_MOST)
        for each in hashes:
            if each in asked or each not in usable[_MOST:]:
                heading = [self._words.say("one_of_several", hash=short(each.value))] if len(hashes) > 1 else []
                yield "\n".join([*heading, *self._of_hash(each, findings.get(each))])
        if asked and not self._asking.allowed:
            yield self._words.say("off")

    def _of_hash(self, reference: Reference, findings: Findings | None) -> Iterator[str]:
        yield from self._words.reference(reference, whole=findings is None)
        if reference.usable and self._meant and not self._fits(reference):
            key = "wrong_network_link" if reference.network else "wrong_network_hash"
            yield self._words.say(key, network=reference.network or "", meant_network=self._meant.id)
        elif self._meant and reference.network not in (None, self._meant.id):
            yield self._words.say("link_of_other_network", network=reference.network, meant_network=self._meant.id)
        if findings == ():
            yield self._words.say("nobody_to_ask")
        # A transaction is on one chain: once it is found, the silence of the others says nothing.
        there = [finding for finding in findings or () if finding.status not in (_ABSENT, _SILENT)]
        yield from self._words.findings(there or findings or ())
        if findings and reference.may_be_key and findings[0].status == _ABSENT:
            yield self._words.say("could_be_key")


def _is_fine(findings: Findings) -> bool:
    """Went through, or waits in order; the best finding decides."""
    if not findings:
        return False
    best = findings[0]
    if best.status == Status.SUCCESS.value:
        return best.verdict not in _ALARMING
    return best.verdict in _IN_ORDER


def _as_json(
    found: Sequence[Reference], hashes: Sequence[Reference], findings: Mapping[Reference, Findings]
) -> dict[str, Any]:
    first = next(iter(findings), None) or next(iter(hashes), None)
    kind = "hash" if hashes else "address" if found else "nothing"
    subject = {"hash": first.value} if first else {"address": found[0].value} if found else {}
    read = [as_json(finding, "hash") for each in findings.values() for finding in each]
    return {"input_kind": kind, **subject, "references": [reference_as_json(each) for each in found], "findings": read}
