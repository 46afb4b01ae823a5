"""The API against its own description: schemathesis makes up calls, good and bad, and reads the answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from tests.channels.web.server import serving
from walletdesk.channels.web.problems import _PROBLEMS

pytestmark = pytest.mark.slow
LEFT_OUT = "^/api/events$"  # a stream has no end


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server in a thread of its own: schemathesis waits for its answers."""
    told: list[str] = []
    is_up, may_end = threading.Event(), threading.Event()

    async def serve() -> None:
        async with serving(tmp_path_factory.mktemp("described")) as running:
            told.append(running.url)
            is_up.set()
            while not may_end.is_set():
                await asyncio.sleep(0.1)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert is_up.wait(30)
    yield told[0]
    may_end.set()
    thread.join(30)


@pytest.fixture(scope="module")
def api(url: str) -> Any:
    return schemathesis.openapi.from_url(f"{url}/api/openapi.json")


described = schemathesis.pytest.from_fixture("api").exclude(path_regex=LEFT_OUT)


@described.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_the_api_is_as_described(case: Any, url: str) -> None:
    token = httpx.post(f"{url}/api/session", json={}).json()["token"]
    answer = case.call(headers={"Authorization": f"Bearer {token}"}, timeout=20)
    case.validate_response(answer, excluded_checks=_of_no_meaning(case))


@described.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_without_a_token_too(case: Any) -> None:
    answer = case.call(timeout=20)
    case.validate_response(answer, excluded_checks=_of_no_meaning(case))


def _of_no_meaning(case: Any) -> list[Any]:
    """A parameter or a header that nobody knows is no mistake of a call that reads."""
    return [] if case.method == "POST" else [schemathesis.checks.negative_data_rejection]


def test_every_code_of_a_problem_is_described(url: str) -> None:
    described_codes = httpx.get(f"{url}/api/openapi.json").json()["components"]["schemas"]["Problem"]["properties"][
        "code"
    ]

    assert set(described_codes["enum"]) == set(_PROBLEMS)


def test_every_path_is_described_with_its_methods(url: str) -> None:
    paths = httpx.get(f"{url}/api/openapi.json").json()["paths"]

    for path, methods in paths.items():
        allowed = httpx.request("TRACE", url + path).headers["allow"].split(", ")
        assert {method.lower() for method in allowed} - {"options", "head"} == methods.keys(), path
