from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.chain import tron_cases
from tests.adapters.chain.hostile_server import HostileServer
from tests.adapters.chain.tron_cases import CarefulReader, network
from tests.adapters.chain.tron_node import NOW, TronNode
from walletdesk.adapters.chain.web import Web


@pytest.fixture
def tron_node() -> TronNode:
    return tron_cases.usual()


@pytest.fixture
async def tron_reader(tron_node: TronNode) -> AsyncIterator[CarefulReader]:
    web = Web()
    async with HostileServer(tron_node.behaviour) as server:
        yield CarefulReader(web, network(server.url), lambda: NOW)
        await web.aclose()
