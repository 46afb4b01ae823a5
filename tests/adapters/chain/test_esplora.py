"""Bitcoin through a real HTTP server that speaks Esplora: every verdict, and every way an answer can be no good."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from aiohttp import web as aiohttp_web

from tests.adapters.chain.esplora_server import TIP, FakeEsplora, Json, html, text
from walletdesk.adapters.chain.esplora import EsploraReader
from walletdesk.adapters.chain.web import Patience, Web
from walletdesk.core.chain.finding import FACTS, TOLD, VERDICTS, About, Finding
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.errors import Unavailable

ALICE = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
BOB = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
CAROL = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"
NOBODY = About()
QUICK = Patience(call=1.5, connect=0.5, read=1.0, hedge=0.3, failures=50)
UNKNOWN = "ab" * 32


@pytest.fixture
async def chain() -> AsyncIterator[FakeEsplora]:
    async with FakeEsplora() as server:
        yield server


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    made = Web(QUICK)
    yield made
    await made.aclose()


MORNING = datetime(2026, 11, 22, 9, 30, 15, tzinfo=timezone.utc)


def reader_of(web: Web, *urls: str, now: Callable[[], datetime] = lambda: MORNING) -> EsploraReader:
    return EsploraReader(web, Network("bitcoin", Family.BITCOIN, "mempool.space", "BTC", endpoints=urls), now)


@pytest.fixture
def reader(chain: FakeEsplora, web: Web) -> EsploraReader:
    return reader_of(web, chain.url)


async def look_up(reader: EsploraReader, txid: str, about: About = NOBODY) -> Finding:
    finding = await reader.transaction(txid, about)
    assert finding.verdict in VERDICTS[finding.status]
    assert set(finding.facts) <= FACTS | TOLD
    return finding


def payment(chain: FakeEsplora, fee: int = 1_000, **more: int) -> str:
    """Alice pays Bob 50,000 sat of 100,000 and takes the change, in 200 vB."""
    return chain.pay([chain.fund(ALICE, 100_000)], [(BOB, 50_000), (ALICE, 50_000 - fee)], **more)


# Confirmed


async def test_a_confirmed_payment(chain: FakeEsplora, reader: EsploraReader) -> None:
    txid = payment(chain)
    chain.mine(txid, TIP - 9)
    finding = await look_up(reader, f" 0x{txid.upper()} ", About(recipient=BOB))
    assert (finding.status, finding.verdict, finding.settled) == ("success", "delivered", True)
    wanted = {
        "tx_hash": txid,
        "sender": ALICE,
        "recipient": BOB,
        "amount": "0.0005",
        "fee_paid": "1,000",
        "confirmations": "10",
        "mined_block": "924,991",
        "mined_at": "2026-11-22 08:00:00 UTC",
        "block": "925,000",
        "read_at": "2026-11-22 09:30:15 UTC",
        "network": "bitcoin",
        "chain": "bitcoin",
        "coin": "BTC",
    }
    assert {key: finding.facts[key] for key in wanted} == wanted
    assert finding.notes[:3] == ("btc_confirmed", "btc_sender", "btc_recipient_paid")


async def test_a_confirmed_payment_needs_no_fee_rates(chain: FakeEsplora, reader: EsploraReader) -> None:
    chain.recommended = chain.estimates = chain.backlog = None
    txid = payment(chain)
    chain.mine(txid)
    assert (await look_up(reader, txid)).status == "success"


async def test_a_block_may_come_between_the_two_requests(chain: FakeEsplora, reader: EsploraReader) -> None:
    txid = payment(chain)
    chain.mine(txid, TIP + 1)
    finding = await look_up(reader, txid)
    assert (finding.facts["confirmations"], finding.facts["block"]) == ("1", "925,001")


# Waiting


async def test_a_low_fee_with_its_numbers(chain: FakeEsplora, reader: EsploraReader) -> None:
    """1,000 sat for 200 vB: at least 1,020 for nodes of today; the usual 10 sat/vB are enough for all."""
    finding = await look_up(reader, payment(chain))
    assert (finding.status, finding.verdict, finding.settled) == ("pending", "low_fee", False)
    wanted = {"fee_rate": "5", "usual_rate": "10", "fast_rate": "20", "slow_rate": "3", "size": "200"}
    wanted |= {"least_fee": "1,020", "least_rate": "5.1", "advised_rate": "10", "signals_rbf": "yes", "parents": "0"}
    assert {key: finding.facts[key] for key in wanted} == wanted
    assert not {"btc_children_unknown", "btc_parents_unknown"} & set(finding.notes)


async def test_a_fair_fee(chain: FakeEsplora, reader: EsploraReader) -> None:
    assert (await look_up(reader, payment(chain, fee=2_400))).verdict == "fair_fee"


async def test_no_signal(chain: FakeEsplora, reader: EsploraReader) -> None:
    assert (await look_up(reader, payment(chain, sequence=0xFFFFFFFE))).facts["signals_rbf"] == "no"


async def test_following_the_advice_makes_the_fee_fair(chain: FakeEsplora, reader: EsploraReader) -> None:
    coins = chain.fund(ALICE, 100_000)
    old = chain.pay([coins], [(BOB, 50_000), (ALICE, 49_000)])
    facts = (await look_up(reader, old)).facts
    fee = int(facts["advised_rate"]) * int(facts["size"])
    newer = chain.pay([coins], [(BOB, 50_000), (ALICE, 50_000 - fee)])
    assert (await look_up(reader, newer)).verdict == "fair_fee"
    assert (await look_up(reader, old)).status == "replaced"


async def test_a_low_parent(chain: FakeEsplora, reader: EsploraReader) -> None:
    parent = payment(chain, fee=200)
    child = chain.pay([(parent, 1)], [(CAROL, 47_800)])
    finding = await look_up(reader, child)
    assert finding.verdict == "low_parent"
    assert (finding.facts["parents"], finding.facts["package_rate"]) == ("1", "5.5")


async def test_a_confirmed_parent_is_none(chain: FakeEsplora, reader: EsploraReader) -> None:
    parent = payment(chain, fee=200)
    chain.mine(parent)
    finding = await look_up(reader, chain.pay([(parent, 1)], [(CAROL, 47_800)]))
    assert finding.verdict == "fair_fee"
    assert "package_rate" not in finding.facts


async def test_a_child_is_paid_for_by_a_replacement(chain: FakeEsplora, reader: EsploraReader) -> None:
    parent = payment(chain)
    chain.pay([(parent, 1)], [(CAROL, 48_700)], size=150)
    finding = await look_up(reader, parent)
    assert finding.facts["least_fee"] == "1,320"
    assert "btc_children_counted" in finding.notes
    assert "btc_children_unknown" not in finding.notes


async def test_grandchildren_are_not_counted_and_that_is_said(chain: FakeEsplora, reader: EsploraReader) -> None:
    parent = payment(chain)
    child = chain.pay([(parent, 1)], [(CAROL, 48_700)], size=150)
    chain.pay([(child, 0)], [(CAROL, 48_500)], size=150)
    assert "btc_children_unknown" in (await look_up(reader, parent)).notes


async def test_a_child_with_a_high_fee_makes_it_fair(chain: FakeEsplora, reader: EsploraReader) -> None:
    parent = payment(chain)
    chain.pay([(parent, 0)], [(BOB, 44_000)], size=150)
    assert (await look_up(reader, parent)).notes == ("btc_fair_by_child",)


async def test_relatives_that_cannot_be_read_are_said(chain: FakeEsplora, reader: EsploraReader) -> None:
    parent = payment(chain)
    child = chain.pay([(parent, 1)], [(CAROL, 48_700)], size=150)
    chain.broken[f"/tx/{chain.known[parent]['vin'][0]['txid']}"] = html
    chain.broken[f"/tx/{child}"] = html
    assert {"btc_parents_unknown", "btc_children_unknown"} <= set((await look_up(reader, parent)).notes)


async def test_more_parents_than_are_asked_for(chain: FakeEsplora, reader: EsploraReader) -> None:
    coins = [chain.fund(ALICE, 10_000) for _ in range(12)]
    finding = await look_up(reader, chain.pay(coins, [(BOB, 110_000)], size=900))
    assert "btc_parents_unknown" in finding.notes
    assert sum(path in {f"/tx/{txid}" for txid, _ in coins} for path in chain.paths()) == 10


@pytest.mark.parametrize(
    ("missing", "usual"), [(("recommended",), "10"), (("recommended", "estimates"), "9")], ids=["estimates", "backlog"]
)
async def test_rates_come_from_where_they_are(
    chain: FakeEsplora, reader: EsploraReader, missing: tuple[str, ...], usual: str
) -> None:
    for name in missing:
        setattr(chain, name, None)
    assert (await look_up(reader, payment(chain))).facts["usual_rate"] == usual


async def test_without_any_rates_a_waiting_one_is_unavailable(chain: FakeEsplora, reader: EsploraReader) -> None:
    chain.recommended = chain.estimates = chain.backlog = None
    with pytest.raises(Unavailable):
        await reader.transaction(payment(chain), NOBODY)


async def test_rates_are_asked_for_once_in_a_while_and_kept_for_bad_times(chain: FakeEsplora, web: Web) -> None:
    at = MORNING
    reader = reader_of(web, chain.url, now=lambda: at)
    txid = payment(chain)
    for seconds, asked in ((0, 1), (14, 1), (15, 2)):
        at = MORNING + timedelta(seconds=seconds)
        await look_up(reader, txid)
        assert chain.paths().count("/v1/fees/recommended") == asked
    chain.recommended = chain.estimates = chain.backlog = None
    at = MORNING + timedelta(minutes=10)
    assert (await look_up(reader, txid)).facts["usual_rate"] == "10"
    at = MORNING + timedelta(minutes=11)
    with pytest.raises(Unavailable):
        await reader.transaction(txid, NOBODY)


@pytest.mark.parametrize("hour", [0, -3, 900_000, "much", None, True, {}])
async def test_rates_beyond_belief_are_not_passed_on(chain: FakeEsplora, reader: EsploraReader, hour: object) -> None:
    chain.lies["/v1/fees/recommended"] = lambda honest: {**honest, "hourFee": hour}
    finding = await look_up(reader, payment(chain))
    assert finding.facts["usual_rate"] == "10"


# Gone


async def test_an_unknown_one_is_not_found(reader: EsploraReader) -> None:
    finding = await look_up(reader, UNKNOWN)
    assert (finding.status, finding.settled) == ("not_found", False)


async def test_seen_before_and_gone_is_dropped(chain: FakeEsplora, reader: EsploraReader) -> None:
    txid = payment(chain)
    await look_up(reader, txid)
    chain.evict(txid)
    assert (await look_up(reader, txid)).status == "dropped"


async def test_dropped_with_its_parent(chain: FakeEsplora, reader: EsploraReader) -> None:
    parent = payment(chain, fee=200)
    child = chain.pay([(parent, 1)], [(CAROL, 47_800)])
    await look_up(reader, child)
    chain.evict(parent)
    assert (await look_up(reader, child)).status == "dropped"


async def test_not_seen_before_and_gone_is_only_not_found(chain: FakeEsplora, reader: EsploraReader) -> None:
    txid = payment(chain)
    chain.evict(txid)
    assert (await look_up(reader, txid)).status == "not_found"


async def test_inputs_that_could_not_be_looked_at_are_not_called_free(
    chain: FakeEsplora, reader: EsploraReader
) -> None:
    coins = [chain.fund(ALICE, 50_000), chain.fund(ALICE, 50_000)]
    txid = chain.pay(coins, [(BOB, 99_000)])
    await look_up(reader, txid)
    chain.evict(txid)
    chain.broken[f"/tx/{coins[1][0]}/outspend/0"] = html
    assert (await look_up(reader, txid)).status == "not_found"


async def test_sped_up(chain: FakeEsplora, reader: EsploraReader) -> None:
    coins = chain.fund(ALICE, 100_000)
    old = chain.pay([coins], [(BOB, 50_000), (ALICE, 49_000)])
    await look_up(reader, old)
    newer = chain.pay([coins], [(BOB, 50_000), (ALICE, 47_000)])
    finding = await look_up(reader, old)
    assert (finding.status, finding.verdict, finding.facts["replaced_by"]) == ("replaced", "sped_up", newer)
    chain.mine(newer, TIP - 6)
    finding = await look_up(reader, old)
    assert finding.settled
    assert finding.facts["confirmations"] == "7"


async def test_cancelled(chain: FakeEsplora, reader: EsploraReader) -> None:
    coins = chain.fund(ALICE, 100_000)
    old = chain.pay([coins], [(BOB, 50_000), (ALICE, 49_000)])
    await look_up(reader, old)
    chain.pay([coins], [(ALICE, 96_000)])
    assert (await look_up(reader, old)).verdict == "cancelled"


async def test_another_payment_of_the_second_input(chain: FakeEsplora, reader: EsploraReader) -> None:
    coins = [chain.fund(ALICE, 50_000), chain.fund(ALICE, 50_000)]
    old = chain.pay(coins, [(BOB, 99_000)])
    await look_up(reader, old)
    newer = chain.pay(coins[1:], [(CAROL, 40_000)])
    chain.newer.clear()
    finding = await look_up(reader, old)
    assert (finding.verdict, finding.facts["replaced_by"]) == ("replaced_by_other", newer)


async def test_mempool_space_remembers_what_the_reader_never_saw(chain: FakeEsplora, reader: EsploraReader) -> None:
    coins = chain.fund(ALICE, 100_000)
    first = chain.pay([coins], [(BOB, 50_000), (ALICE, 49_000)])
    second = chain.pay([coins], [(BOB, 50_000), (ALICE, 48_000)])
    third = chain.pay([coins], [(BOB, 50_000), (ALICE, 47_000)])
    for older in (first, second):
        finding = await look_up(reader, older)
        assert (finding.verdict, finding.facts["replaced_by"]) == ("replaced_by_other", third)


@pytest.mark.parametrize(
    "lie", [{"replacements": {"tx": {"txid": "cd" * 32}, "replaces": []}}, {"replacements": 7}, [], {}]
)
async def test_a_history_without_it_says_nothing(chain: FakeEsplora, reader: EsploraReader, lie: Any) -> None:
    chain.lies[f"/v1/tx/{UNKNOWN}/rbf"] = lambda _: lie
    assert (await look_up(reader, UNKNOWN)).status == "not_found"


async def test_one_with_too_many_inputs_to_ask_for_is_not_remembered(chain: FakeEsplora, reader: EsploraReader) -> None:
    many = chain.pay([chain.fund(ALICE, 10_000) for _ in range(21)], [(BOB, 200_000)], size=1_500)
    await look_up(reader, many)
    chain.evict(many)
    assert (await look_up(reader, many)).status == "not_found"
    assert not [path for path in chain.paths() if "/outspend/" in path]


# Answers that are no good

LIES: dict[str, Callable[[Json], Any]] = {
    "another transaction": lambda tx: {**tx, "txid": "cd" * 32},
    "upper case": lambda tx: {**tx, "txid": tx["txid"].upper()},
    "negative fee": lambda tx: {**tx, "fee": -1_000},
    "another fee": lambda tx: {**tx, "fee": tx["fee"] + 1},
    "fee as text": lambda tx: {**tx, "fee": "1000"},
    "fraction of a satoshi": lambda tx: {**tx, "fee": 1000.5},
    "fee as truth": lambda tx: {**tx, "fee": True},
    "no fee": lambda tx: {key: value for key, value in tx.items() if key != "fee"},
    "no status": lambda tx: {key: value for key, value in tx.items() if key != "status"},
    "no inputs": lambda tx: {**tx, "vin": []},
    "no outputs": lambda tx: {**tx, "vout": []},
    "no prevout": lambda tx: {**tx, "vin": [{**tx["vin"][0], "prevout": None}]},
    "spent twice": lambda tx: {**tx, "vin": tx["vin"] * 2, "fee": tx["fee"] + 100_000},
    "weightless": lambda tx: {**tx, "weight": 0},
    "heavier than a block": lambda tx: {**tx, "weight": 4_000_001, "size": 2_000_000},
    "lighter than its size": lambda tx: {**tx, "size": tx["weight"] + 1},
    "heavier than its size": lambda tx: {**tx, "size": tx["weight"] // 4 - 1},
    "more coins than there are": lambda tx: {**tx, "vout": [{**tx["vout"][0], "value": 2_100_000_000_000_001}]},
    "a block above the tip": lambda tx: {**tx, "status": {"confirmed": True, "block_height": TIP + 2, "block_time": 1}},
    "in no block": lambda tx: {**tx, "status": {"confirmed": True}},
    "confirmed, perhaps": lambda tx: {**tx, "status": {"confirmed": "no"}},
    "waiting new coins": lambda tx: {**tx, "vin": [{**tx["vin"][0], "is_coinbase": True}], "fee": 0},
    "a script of words": lambda tx: {**tx, "vout": [{**each, "scriptpubkey": "free coins"} for each in tx["vout"]]},
    "a list": lambda tx: [tx],
    "nothing": lambda tx: None,
    "a number": lambda tx: 7,
    "an error": lambda tx: {"error": "rate limited"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
async def test_a_lie_about_a_transaction_is_unavailable(
    chain: FakeEsplora, reader: EsploraReader, lie: Callable[[Json], Any]
) -> None:
    txid = payment(chain)
    chain.lies[f"/tx/{txid}"] = lie
    with pytest.raises(Unavailable) as refusal:
        await reader.transaction(txid, NOBODY)
    assert txid[4:-4] not in str(refusal.value)


BROKEN: dict[str, Callable[[], aiohttp_web.Response]] = {
    "invalid": text(400, "Invalid hex string"),
    "too many": text(429, "Too Many Requests"),
    "server error": text(500, "Internal Server Error"),
    "html": html,
    "html of an error": functools.partial(html, 503),
    "text": text(200, "Transaction not found"),
    "empty": text(200, ""),
    "cut short": text(200, '{"txid": "ab'),
    "not a number": text(200, "NaN"),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("page", ["/tx/{txid}", "/blocks/tip/height"])
async def test_a_broken_page_is_unavailable(
    chain: FakeEsplora, reader: EsploraReader, answer: Callable[[], aiohttp_web.Response], page: str
) -> None:
    txid = payment(chain)
    chain.broken[page.format(txid=txid)] = answer
    with pytest.raises(Unavailable):
        await reader.transaction(txid, NOBODY)


@pytest.mark.parametrize("height", ["-1", "1.5", '"925000"', "null", "true", "[]", "99999999999"])
async def test_a_height_that_is_none_is_unavailable(chain: FakeEsplora, reader: EsploraReader, height: str) -> None:
    chain.broken["/blocks/tip/height"] = text(200, height)
    with pytest.raises(Unavailable):
        await reader.transaction(payment(chain), NOBODY)


async def test_a_missing_height_is_unavailable_and_not_a_missing_transaction(
    chain: FakeEsplora, reader: EsploraReader
) -> None:
    chain.broken["/blocks/tip/height"] = text(404, "Not Found")
    with pytest.raises(Unavailable):
        await reader.transaction(payment(chain), NOBODY)


async def test_a_parent_with_another_output_is_a_lie(chain: FakeEsplora, reader: EsploraReader) -> None:
    txid = payment(chain)
    parent = chain.known[txid]["vin"][0]["txid"]

    def poorer(tx: Json) -> Json:
        return {**tx, "vout": [{**tx["vout"][0], "value": 1}]}

    chain.lies[f"/tx/{parent}"] = poorer
    with pytest.raises(Unavailable):
        await reader.transaction(txid, NOBODY)


async def test_a_child_that_spends_something_else_is_a_lie(chain: FakeEsplora, reader: EsploraReader) -> None:
    txid, other = payment(chain), payment(chain)
    chain.lies[f"/tx/{txid}/outspends"] = lambda _: [
        {"spent": True, "txid": other, "vin": 0, "status": {"confirmed": False}},
        {"spent": False},
    ]
    with pytest.raises(Unavailable):
        await reader.transaction(txid, NOBODY)


@pytest.mark.parametrize("lie", [[{"spent": True}], [{"spent": False, "txid": UNKNOWN}], {"spent": False}, None])
async def test_outspends_that_say_nothing_leave_the_children_unknown(
    chain: FakeEsplora, reader: EsploraReader, lie: Any
) -> None:
    txid = payment(chain)
    chain.lies[f"/tx/{txid}/outspends"] = lambda _: lie
    assert "btc_children_unknown" in (await look_up(reader, txid)).notes


async def test_the_next_endpoint_is_asked_when_one_lies(chain: FakeEsplora, web: Web) -> None:
    async with FakeEsplora() as honest:
        txid = payment(honest)
        assert txid == payment(chain)
        chain.lies[f"/tx/{txid}"] = LIES["negative fee"]
        finding = await look_up(reader_of(web, chain.url, honest.url), txid)
    assert finding.facts["fee_paid"] == "1,000"


@pytest.mark.parametrize("asked", ["", "ab", "ab" * 31, "zz" * 32, "../" * 21 + "a", "ab" * 32 + "?", "ab" * 33])
async def test_what_is_no_id_is_never_asked(chain: FakeEsplora, reader: EsploraReader, asked: str) -> None:
    with pytest.raises(Unavailable):
        await reader.transaction(asked, NOBODY)
    assert not chain.asked


# Time


async def test_a_transaction_takes_two_rounds_at_most(chain: FakeEsplora, web: Web) -> None:
    coins = chain.fund(ALICE, 100_000)
    old = chain.pay([coins], [(BOB, 50_000), (ALICE, 49_000)])
    parent = payment(chain)
    child = chain.pay([(parent, 1)], [(CAROL, 48_700)])
    chain.pay([(child, 0)], [(CAROL, 48_000)])
    chain.recommended = None
    chain.latency = 0.2
    reader = reader_of(web, chain.url)
    for txid in (old, child, UNKNOWN):
        chain.asked.clear()
        await look_up(reader, txid)
        assert chain.rounds() == 2
    chain.pay([coins], [(BOB, 50_000), (ALICE, 47_000)])
    chain.asked.clear()
    assert (await look_up(reader, old)).verdict == "sped_up"
    assert chain.rounds() == 2


async def test_an_address_takes_one_round(chain: FakeEsplora, reader: EsploraReader) -> None:
    payment(chain)
    chain.latency = 0.2
    await reader.account(ALICE, NOBODY)
    assert chain.rounds() == 1


async def test_details_do_not_hold_up_the_answer(chain: FakeEsplora, reader: EsploraReader) -> None:
    txid = payment(chain)
    chain.mine(txid)
    chain.slow = {"/v1/fees/recommended": 30, f"/tx/{txid}/outspends": 30}
    clock = asyncio.get_running_loop().time
    began = clock()
    assert (await look_up(reader, txid)).status == "success"
    assert clock() - began < 2.0


# Addresses


async def test_an_address_that_pays(chain: FakeEsplora, reader: EsploraReader) -> None:
    chain.fund(ALICE, 7_000)
    txid = payment(chain)
    finding = await reader.account(ALICE, NOBODY)
    assert (finding.status, finding.verdict) == ("found", "pending_outgoing")
    wanted = {"balance": "0.00107", "waiting": "1", "amount": "0.00051", "tx_hash": txid, "block": "925,000"}
    assert {key: finding.facts[key] for key in wanted} == wanted
    assert set(finding.facts) <= FACTS | TOLD


async def test_an_address_that_is_being_paid(chain: FakeEsplora, reader: EsploraReader) -> None:
    payment(chain)
    finding = await reader.account(BOB, NOBODY)
    assert (finding.verdict, finding.facts["balance"], finding.facts["amount"]) == ("holds", "0", "0.0005")


async def test_an_address_never_used(reader: EsploraReader) -> None:
    assert (await reader.account(CAROL, NOBODY)).verdict == "empty"


async def test_an_address_without_its_waiting_list(chain: FakeEsplora, reader: EsploraReader) -> None:
    payment(chain)
    chain.broken[f"/address/{ALICE}/txs/mempool"] = html
    finding = await reader.account(ALICE, NOBODY)
    assert finding.verdict == "pending_outgoing"
    assert "tx_hash" not in finding.facts


STATS: dict[str, Callable[[Json], Any]] = {
    "another address": lambda stats: {**stats, "address": BOB},
    "more spent than received": lambda stats: {
        **stats,
        "chain_stats": {**stats["chain_stats"], "spent_txo_sum": 10**9},
    },
    "more leaving than there is": lambda stats: {
        **stats,
        "mempool_stats": {**stats["mempool_stats"], "spent_txo_sum": 10**9},
    },
    "negative": lambda stats: {**stats, "chain_stats": {**stats["chain_stats"], "spent_txo_sum": -5}},
    "more coins than there are": lambda stats: {
        **stats,
        "chain_stats": {**stats["chain_stats"], "funded_txo_sum": 3 * 10**15},
    },
    "no sums": lambda stats: {**stats, "chain_stats": {"tx_count": 1}},
    "no mempool": lambda stats: {key: value for key, value in stats.items() if key != "mempool_stats"},
    "a list": lambda stats: [stats],
}


@pytest.mark.parametrize("lie", STATS.values(), ids=STATS.keys())
async def test_a_lie_about_an_address_is_unavailable(
    chain: FakeEsplora, reader: EsploraReader, lie: Callable[[Json], Any]
) -> None:
    chain.fund(ALICE, 7_000)
    chain.lies[f"/address/{ALICE}"] = lie
    with pytest.raises(Unavailable) as refusal:
        await reader.account(ALICE, NOBODY)
    assert ALICE[4:-4] not in str(refusal.value)


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_address_page_is_unavailable(
    chain: FakeEsplora, reader: EsploraReader, answer: Callable[[], aiohttp_web.Response]
) -> None:
    chain.broken[f"/address/{ALICE}"] = answer
    with pytest.raises(Unavailable):
        await reader.account(ALICE, NOBODY)


async def test_a_missing_address_page_is_unavailable(chain: FakeEsplora, reader: EsploraReader) -> None:
    chain.broken[f"/address/{ALICE}"] = text(404, "Not Found")
    with pytest.raises(Unavailable):
        await reader.account(ALICE, NOBODY)


@pytest.mark.parametrize("asked", ["", "bc1q", "../../etc/passwd0000", ALICE + "/txs", "x" * 91])
async def test_what_is_no_address_is_never_asked(chain: FakeEsplora, reader: EsploraReader, asked: str) -> None:
    with pytest.raises(Unavailable):
        await reader.account(asked, NOBODY)
    assert not chain.asked


# Nothing is told


async def test_logs_hold_no_hash_and_no_address(
    chain: FakeEsplora, reader: EsploraReader, caplog: pytest.LogCaptureFixture
) -> None:
    txid = payment(chain)
    caplog.set_level(logging.DEBUG)
    chain.broken[f"/tx/{txid}/outspends"] = html
    await look_up(reader, txid)
    await reader.account(ALICE, NOBODY)
    chain.lies[f"/tx/{txid}"] = LIES["negative fee"]
    with pytest.raises(Unavailable):
        await reader.transaction(txid, NOBODY)
    ours = [
        record.getMessage() for record in caplog.records if record.name.startswith(("walletdesk", "httpx", "httpcore"))
    ]
    assert not [line for line in ours if txid[4:-4] in line or ALICE[4:-4] in line]
