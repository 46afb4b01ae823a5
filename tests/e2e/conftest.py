"""Real EVM nodes for a session; every test starts from the same block with an empty pool."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e import delegation, nodes
from tests.e2e.chain import Chain, Town, build
from tests.e2e.forwarder import Forwarder
from tests.e2e.nodes import BASE_FEE, Rpc
from tests.e2e.reads import Reads, reads


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here starts processes."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def anvil_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("anvil")


@pytest.fixture(scope="session")
def anvil_url(anvil_folder: Path) -> Iterator[str]:
    with nodes.anvil(anvil_folder) as url:
        yield url


@pytest.fixture
def keys(anvil_url: str, anvil_folder: Path) -> Mapping[str, str]:
    return delegation.keys(anvil_folder)


@pytest.fixture(scope="session")
def hardhat_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with nodes.hardhat(tmp_path_factory.mktemp("hardhat")) as url:
        yield url


@pytest.fixture(scope="session")
async def built(anvil_url: str) -> AsyncIterator[tuple[Chain, Town]]:
    rpc = Rpc(anvil_url)
    chain = await Chain.on(rpc)
    town = await build(chain)
    await chain.be_busy()
    yield chain, town
    await rpc.aclose()


@pytest.fixture
async def chain(built: tuple[Chain, Town]) -> AsyncIterator[Chain]:
    """On anvil, with contracts."""
    chain, _ = built
    before = await chain.rpc("evm_snapshot")
    await chain.next_base_fee(BASE_FEE)
    yield chain
    await chain.rpc("evm_revert", before)
    # Going back in time leaves the pool as it is.
    await chain.rpc("anvil_dropAllTransactions")


@pytest.fixture
def town(built: tuple[Chain, Town]) -> Town:
    return built[1]


@pytest.fixture(scope="session")
async def strict_built(hardhat_url: str) -> AsyncIterator[Chain]:
    rpc = Rpc(hardhat_url)
    chain = await Chain.on(rpc)
    await chain.be_busy()
    yield chain
    await rpc.aclose()


@pytest.fixture
async def strict(strict_built: Chain) -> AsyncIterator[Chain]:
    """On Hardhat's node: no contracts, but a pool that keeps go-ethereum's rules for replacements."""
    before = await strict_built.rpc("evm_snapshot")
    await strict_built.next_base_fee(BASE_FEE)
    yield strict_built
    await strict_built.rpc("evm_revert", before)


@pytest.fixture
async def forwarder(anvil_url: str) -> AsyncIterator[Forwarder]:
    between = Forwarder(anvil_url)
    await between.start()
    yield between
    await between.stop()


@pytest.fixture
async def doctor(chain: Chain, town: Town, forwarder: Forwarder) -> AsyncIterator[Reads]:
    async with reads(chain, forwarder, {"USDT": town.usdt}) as made:
        yield made


@pytest.fixture
async def strict_doctor(strict: Chain) -> AsyncIterator[Reads]:
    between = Forwarder(strict.rpc.url)
    await between.start()
    async with reads(strict, between, {}) as made:
        yield made
    await between.stop()
