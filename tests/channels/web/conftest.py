from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sanic import Sanic

from tests.channels.web import served as small_server
from tests.channels.web.server import GENEROUS, Server, serving
from walletdesk.settings import Settings

Sanic.test_mode = True  # Sanic rewrites its own code when an app starts, which goes well once in a process


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


@pytest_asyncio.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(root=tmp_path, desk_url=f"sqlite:///{tmp_path / 'var' / 'desk.sqlite'}", limits=GENEROUS)


@pytest.fixture
def small() -> small_server.Small:
    return small_server.Small()


@pytest_asyncio.fixture
async def served(settings: Settings, small: small_server.Small) -> AsyncIterator[small_server.Served]:
    async with small_server.serving(small_server.make_app(settings, small)) as running:
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder listens on a real port."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
