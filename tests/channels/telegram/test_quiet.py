"""The token is in no log, however loud."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from walletdesk.channels.telegram import quiet

TOKEN = "4839217650:AAHt-unit_Qm9vYmFyQmF6UXV4MTIzNDU2Nzg5"
SECRET = "hook-secret-for-this-test"


@pytest.fixture(autouse=True)
def loud(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    factory, levels = (
        logging.getLogRecordFactory(),
        {name: logging.getLogger(name).level for name in ("httpx", "httpcore")},
    )
    quiet.install(TOKEN, SECRET)
    caplog.set_level(logging.DEBUG)
    yield
    logging.setLogRecordFactory(factory)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_it_is_masked_in_messages_arguments_and_urls(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("some.library")
    log.debug("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    log.info("bot" + quote(TOKEN, safe="") + " " + SECRET)
    log.warning("%s %d", TOKEN)
    log.info({"url": TOKEN})
    assert len(caplog.records) == 4
    for part in (TOKEN, TOKEN.split(":")[1], quote(TOKEN, safe=""), SECRET):
        assert part not in caplog.text
    assert "bot[token]/getMe" in caplog.text


def test_it_is_masked_in_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError(f"cannot reach https://x/bot{TOKEN}/sendMessage")
    except ValueError:
        logging.getLogger("some.library").exception("failed", stack_info=True)
    assert "ValueError: cannot reach https://x/bot[token]/sendMessage" in caplog.text
    assert TOKEN not in caplog.text


def test_another_bots_token_is_masked_too(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("some.library").info("bot1234567890:BBHt-other_Qm9vYmFyQmF6UXV4MTIz")
    assert "BBHt" not in caplog.text


async def test_the_http_client_is_silent_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    """Without `install` it prints each URL."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get(f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert not [record for record in caplog.records if record.name.startswith("httpx")]
