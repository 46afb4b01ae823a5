"""Every note that a finding of Bitcoin may carry has its words, and the words mention only what the finding knows."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from tests.core.chain.bitcoin_samples import ALICE, BOB, CAROL, NETWORK, RATES, READ_AT, TIP, reading, transaction, txid
from walletdesk.core.chain.bitcoin import BitcoinAccount, BitcoinTransaction, Relatives
from walletdesk.core.chain.bitcoin_findings import diagnose, diagnose_account
from walletdesk.core.chain.finding import About, Finding

WORDS = yaml.load(Path("data/dialogue/chain.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
OURS = sorted(key for key in WORDS if key.startswith("btc_"))


def _waiting() -> list[Finding]:
    """Every mix of fee, signal, relatives and floor."""
    mixes = itertools.product(
        (300, 1_000, 2_000, 9_000),
        (0xFFFFFFFD, 0xFFFFFFFF),
        ((), (transaction(7, fee=200),), (transaction(7, fee=20_000, size=20_000),)),
        ((), (transaction(8, fee=300),), (transaction(8, fee=30_000),)),
        (True, False),
        (RATES.floor, Decimal(8)),
    )
    found = []
    for fee, sequence, parents, children, more, floor in mixes:
        relatives = Relatives(parents, children, more, more)
        seen = reading(transaction(fee=fee, sequence=sequence), relatives=relatives, rates=replace(RATES, floor=floor))
        found.append(diagnose(NETWORK, seen, About()))
    return found


def _newer(*pays: tuple[str, int], height: int | None = None) -> BitcoinTransaction:
    return transaction(2, fee=100_000 - sum(value for _, value in pays), pays=pays, height=height)


def _others() -> list[Finding]:
    old = transaction()
    newer = (
        None,
        _newer((BOB, 50_000), (ALICE, 47_000)),
        _newer((ALICE, 90_000), height=TIP),
        _newer((CAROL, 90_000), height=TIP - 9),
    )
    readings = [
        *(reading(None, seen=old, taken_by=txid(2), replacement=each) for each in newer),
        reading(None),
        reading(None, seen=old, inputs_free=True),
    ]
    confirmed = [reading(transaction(height=height)) for height in (TIP, TIP - 9)]
    abouts = (About(), About(recipient=BOB), About(recipient=CAROL))
    accounts = [
        BitcoinAccount(ALICE, TIP, READ_AT, 5_000),
        BitcoinAccount(ALICE, TIP, READ_AT, 5_000, incoming=7, waiting=1),
        BitcoinAccount(ALICE, TIP, READ_AT, 5_000, outgoing=7, waiting=2),
    ]
    return [
        *(diagnose(NETWORK, each, About()) for each in readings),
        *(diagnose(NETWORK, each, about) for each in confirmed for about in abouts),
        *(diagnose_account(NETWORK, each) for each in accounts),
    ]


FINDINGS = [*_waiting(), *_others()]


def test_every_note_has_words_and_every_word_is_said() -> None:
    assert sorted({note for finding in FINDINGS for note in finding.notes}) == OURS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_mention_only_what_the_finding_knows(language: str) -> None:
    for finding in FINDINGS:
        for note in finding.notes:
            placeholders = set(re.findall(r"\{(\w+)\}", WORDS[note][language]))
            assert placeholders <= set(finding.facts), note


@pytest.mark.parametrize("note", OURS)
def test_both_languages_mention_the_same(note: str) -> None:
    zh, en = (sorted(re.findall(r"\{([\w.]+)\}", WORDS[note][language])) for language in ("zh", "en"))
    assert zh == en
