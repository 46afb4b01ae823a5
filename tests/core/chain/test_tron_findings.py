"""Whatever a TRON node shows, it becomes a finding that keeps the contract of all findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.chain.tron_cases import network, proper, texts
from walletdesk.core.chain import tron
from walletdesk.core.chain.finding import About
from walletdesk.core.chain.tron import (
    Account,
    Beside,
    Block,
    Body,
    Call,
    Instant,
    Log,
    Permission,
    Receipt,
    Seen,
    Token,
    Unstaking,
)
from walletdesk.core.chain.tron_account import examine
from walletdesk.core.chain.tron_data import _APPROVED, _TRANSFERRED, base58
from walletdesk.core.chain.tron_event import event_of, genuine, wanted
from walletdesk.core.chain.tron_transaction import diagnose

TRON = network()
PEOPLE = [base58(f"{number:040x}") for number in range(1, 6)]
WORDS = [f"{number:064x}" for number in range(1, 6)]
USDT = TRON.tokens["USDT"]
INT64 = st.integers(0, 2**63 - 1)
UINT = st.sampled_from([0, 1, 999, 5_000_000, 2**255, 2**256 - 1])
MAYBE = st.none() | UINT

people = st.sampled_from([*PEOPLE, USDT])
words = st.sampled_from(WORDS)
blocks = st.builds(Block, INT64, st.builds(Instant, INT64, st.just("2026-11-22 09:30:15 UTC")))
permissions = st.builds(Permission, INT64, st.dictionaries(people, INT64, min_size=1, max_size=5))
datas = st.builds(
    lambda selector, *rest: selector + "".join(rest),
    st.sampled_from(["", "a9059cbb", "23b872dd", "095ea7b3", "12345678"]),
    *(words, words, words),
)
kinds = [
    tron.TRANSFER,
    tron.ASSET_TRANSFER,
    tron.TRIGGER,
    tron.PERMISSION_UPDATE,
    *sorted(tron.STAKING),
    "VoteWitnessContract",
]
calls = st.builds(Call, st.sampled_from(kinds), people, people, people, INT64, datas, st.none() | permissions)
topics = st.tuples(st.sampled_from([_TRANSFERRED, _APPROVED]), words, words)
logs = st.lists(st.builds(Log, people, topics, UINT.map(lambda value: f"{value:064x}")), max_size=4).map(tuple)
outputs = st.sampled_from(["", "4e487b71" + WORDS[0], "deadbeef", "08c379a0" + "00" * 64, "00"]) | st.binary(
    max_size=120
).map(bytes.hex)
results = st.sampled_from(["SUCCESS", "REVERT", "OUT_OF_ENERGY", "OUT_OF_TIME", "ILLEGAL_OPERATION", "UNKNOWN"])
receipts = st.builds(Receipt, blocks, results, INT64, INT64, INT64, INT64, INT64, INT64, output=outputs, logs=logs)
bodies = st.builds(Body, calls, INT64, INT64)
tokens = st.builds(Token, people, st.text(max_size=80), st.none() | st.integers(0, 77))
abouts = st.builds(
    About, st.just("") | people, st.sampled_from(["", "USDT", "usdt", "PEPE", USDT]), st.just("") | people
)


@settings(max_examples=120, deadline=None)
@given(
    seen=st.builds(
        Seen,
        st.just("ab" * 32),
        blocks,
        st.just("2026-11-22 09:30:15 UTC"),
        bodies,
        st.none() | receipts,
        st.booleans(),
    ),
    beside=st.builds(
        Beside,
        solid=st.none() | blocks,
        token=st.none() | tokens,
        recipient_kind=st.sampled_from([None, "", "wallet", "contract"]),
        energy_price=st.sampled_from([None, 100, 210]),
        holding=MAYBE,
        allowance=MAYBE,
        paused=st.sampled_from([None, True, False]),
        blacklisted=st.sampled_from([None, True, False]),
    ),
    about=abouts,
)
def test_any_transaction(seen: Seen, beside: Beside, about: About) -> None:
    finding = proper(diagnose(TRON, seen, beside, about))

    assert seen.solidified or not finding.settled
    event = event_of(seen, about, TRON.tokens)
    assert event is not None
    asked = wanted(seen, event)
    assert not (asked.holder and not asked.token)


@settings(max_examples=80, deadline=None)
@given(
    account=st.builds(
        Account,
        people,
        *(st.booleans(), st.booleans(), INT64, INT64, INT64, INT64),
        unstaking=st.lists(st.builds(Unstaking, INT64, st.builds(Instant, INT64, st.just("soon"))), max_size=3).map(
            tuple
        ),
        owner=st.none() | permissions,
        actives=st.lists(permissions, max_size=2).map(tuple),
        token=st.none() | tokens,
        holding=MAYBE,
    ),
    latest=blocks,
    about=abouts,
)
def test_any_account(account: Account, latest: Block, about: About) -> None:
    finding = proper(examine(TRON, account, latest, "2026-11-22 09:30:15 UTC", about))

    assert finding.status == "found"
    assert not finding.settled


@given(st.text(max_size=40))
def test_any_symbol_of_the_genuine_contract_is_genuine_and_of_another_never(symbol: str) -> None:
    assert genuine(USDT, symbol, TRON.tokens) == "yes"
    assert genuine(PEOPLE[0], symbol, TRON.tokens) in ("no", "unknown")


@pytest.mark.parametrize("key", [key for key in texts() if key.startswith("tron_")])
def test_every_text_is_said_somewhere_and_in_both_languages(key: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(tron.__file__).parent.glob("tron_*.py"))
    built = {f"tron_{verdict}_now" for verdict in ("blacklisted", "paused", "token_balance_short", "allowance_short")}

    assert f'"{key}"' in code or key in built
    assert texts()[key].keys() == {"zh", "en"}
