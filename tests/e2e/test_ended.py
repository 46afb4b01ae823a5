"""Transactions that are gone: sped up, cancelled, replaced, dropped, never seen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.chain import Chain
from tests.e2e.nodes import GWEI
from tests.e2e.reads import Reads, check, reader_of
from walletdesk.adapters.chain.web import Web
from walletdesk.core.chain.finding import About
from walletdesk.core.chain.networks import Family, Network
from walletdesk.core.errors import Unavailable

MORE: dict[str, Any] = {"max_fee": 60 * GWEI, "tip": 6 * GWEI}
NOBODYS = "0x" + "ab" * 32


@pytest.fixture
async def seen(chain: Chain, doctor: Reads) -> str:
    """A waiting transfer of one wei that has been looked up once."""
    sent = await chain.send(chain.owner, chain.friend, 1)
    assert (await doctor.transaction(sent)).status == "pending"
    return sent


async def test_sped_up(chain: Chain, doctor: Reads, seen: str) -> None:
    faster = await chain.send(chain.owner, chain.friend, 1, nonce=0, **MORE)
    waiting = await doctor.transaction(seen)
    assert (waiting.status, waiting.verdict, waiting.facts["replaced_by"]) == ("replaced", "sped_up", faster)
    assert not waiting.settled
    await chain.mine()
    finding = await doctor.transaction(seen)
    assert (finding.status, finding.verdict) == ("replaced", "sped_up")
    check(finding.facts, {"replaced_by": faster, "nonce": "0", "next_nonce": "1"})
    assert finding.facts["sender"].lower() == chain.owner


async def test_cancelled(chain: Chain, doctor: Reads, seen: str) -> None:
    cancel = await chain.send(chain.owner, chain.owner, 0, nonce=0, **MORE)
    await chain.mine()
    finding = await doctor.transaction(seen)
    assert (finding.status, finding.verdict, finding.facts["replaced_by"]) == ("replaced", "cancelled", cancel)


async def test_replaced_by_something_else(chain: Chain, doctor: Reads, seen: str) -> None:
    other = await chain.send(chain.owner, chain.thief, 1, nonce=0, **MORE)
    await chain.mine()
    finding = await doctor.transaction(seen)
    assert (finding.status, finding.verdict, finding.facts["replaced_by"]) == ("replaced", "replaced_by_other", other)


async def test_replaced_some_blocks_ago(chain: Chain, doctor: Reads, seen: str) -> None:
    await chain.send(chain.owner, chain.friend, 1, nonce=0, **MORE)
    for _ in range(3):
        await chain.mine()
    await chain.mined(chain.owner, chain.friend, value=7)
    finding = await doctor.transaction(seen)
    assert finding.status == "replaced"
    assert finding.facts["next_nonce"] == "2"


async def test_a_nonce_that_the_user_told_is_enough_to_know_that_it_was_replaced(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 1)
    await chain.send(chain.owner, chain.owner, 0, nonce=0, **MORE)
    await chain.mine()
    assert (await doctor.transaction(sent)).verdict == "not_found"
    finding = await doctor.transaction(sent, owner=chain.owner, nonce=0)
    assert finding.status == "replaced"


async def test_dropped(chain: Chain, doctor: Reads, seen: str) -> None:
    await chain.rpc("anvil_dropTransaction", seen)
    finding = await doctor.transaction(seen)
    assert (finding.status, finding.verdict) == ("dropped", "dropped")
    check(finding.facts, {"nonce": "0", "next_nonce": "0"})
    assert not finding.settled
    # It was never cancelled: the same signed message may come back, as `dropped` must not deny.
    again = await chain.send(chain.owner, chain.friend, 1)
    assert again == seen
    assert (await doctor.transaction(seen)).status == "pending"


async def test_dropped_as_the_user_tells_it(chain: Chain, doctor: Reads) -> None:
    sent = await chain.send(chain.owner, chain.friend, 1)
    await chain.rpc("anvil_dropTransaction", sent)
    assert (await doctor.transaction(sent, owner=chain.owner, nonce=0)).verdict == "dropped"


async def test_a_hash_that_nobody_knows(doctor: Reads) -> None:
    finding = await doctor.transaction(NOBODYS)
    assert (finding.status, finding.verdict, finding.settled) == ("not_found", "not_found", False)


async def test_a_node_of_another_chain_is_not_believed(chain: Chain) -> None:
    sent = await chain.send(chain.owner, chain.friend, 1)
    web = Web()
    reader = reader_of(web, Network("polygon", Family.EVM, "polygonscan.com", "POL", 137, (chain.rpc.url,)))
    for look_up in (reader.transaction(sent, About()), reader.account(chain.owner, About())):
        with pytest.raises(Unavailable):
            await look_up
    await web.aclose()
