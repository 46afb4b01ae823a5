"""Nothing that is written down about a look-up knows whose it was."""

from __future__ import annotations

import asyncio
import gc
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable

import pytest
from purgatory.domain.model import OpenedState

from tests.adapters.chain.hostile_server import (
    Behaviour,
    HostileServer,
    Request,
    dripping,
    in_turn,
    page,
    reset,
    says,
    sends,
    silent,
)
from tests.adapters.chain.test_doctor import NETWORKS, BrokenReader, NodeReader
from walletdesk.adapters.chain.doctor import ChainDoctor
from walletdesk.adapters.chain.web import Patience, Web
from walletdesk.core import addresses
from walletdesk.core.chain import references
from walletdesk.core.errors import PortError

HASH = "0x7f3c91d2a4b85e60c1d7f92e3b4a5869708192a3b4c5d6e7f8091a2b3c4d5e6f"
ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
KEY = "k3yOfOurAccountAtTheNode"
QUICK = Patience(call=0.4, connect=0.2, read=0.3, hedge=0.1, rest=60, failures=4)
_SHOWN = 4  # characters at either end


async def echoing(request: Request, writer: asyncio.StreamWriter) -> None:
    """Everything it was asked, in every place of an answer that is a failure."""
    told = f"{request.path} {request.body.decode()}"
    writer.write(page(f"<html>{told}".encode(), "200 OK", f"X-Echo: {told}", f"Content-Type: {told}"))


async def sending_elsewhere(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(page(b"", "302 Found", f"Location: https://evil.example{request.path}"))


async def refusing_by_name(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(page(b"", f"500 {request.path}", f"Retry-After: {request.path}"))


BEHAVIOURS: dict[str, Behaviour] = {
    "fine": says({"of": HASH, "owner": ADDRESS}),
    "unknown": says({"of": HASH}, "404 Not Found"),
    "echo": echoing,
    "redirect": sending_elsewhere,
    "error": refusing_by_name,
    "garbage": sends(HASH.encode() + b"\r\n\r\n", then_close=True),
    "bad header": sends(f"HTTP/1.1 200 OK\r\n{HASH} {ADDRESS}\r\n\r\n".encode()),
    "reset, then fine": in_turn(reset, says({"of": HASH})),
    "silence": silent,
    "dripping": dripping,
}


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    made = Web(QUICK)
    yield made
    await made.aclose()


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All loggers that there are at DEBUG, whatever they were set to."""
    for name in ("", *logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


def _leaked(text: str, *private: str) -> set[str]:
    """What of these can be read in the text beyond a few characters at their ends."""
    longest = 2 * _SHOWN
    pieces = {each[at : at + longest] for each in private for at in range(_SHOWN, len(each) - longest)}
    return {piece for piece in pieces if piece.lower() in text.lower()}


async def _told_by(look_up: Awaitable[object]) -> str:
    """All that an exception could tell whoever logs it, the exceptions behind it included."""
    (outcome,) = await asyncio.gather(look_up, return_exceptions=True)
    if not isinstance(outcome, PortError):
        return ""
    assert (outcome.__cause__, outcome.__context__) == (None, None)
    return f"{outcome!r} {outcome} {''.join(traceback.format_exception(outcome))}"


@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=BEHAVIOURS.keys())
async def test_no_log_and_no_exception_names_what_was_asked(
    web: Web, everything: pytest.LogCaptureFixture, behaviour: Behaviour
) -> None:
    async with HostileServer(behaviour) as server:
        endpoint = server.url.replace("//", f"//user:{KEY}@") + f"/v2/{KEY}"
        told = [
            await _told_by(web.get([endpoint], f"/tx/{HASH}", {"X-Key": KEY})),
            await _told_by(web.post([endpoint], "", {"params": [HASH, ADDRESS]})),
            await _told_by(web.get([endpoint], f"/account/{ADDRESS}")),
        ]
    written = everything.text + "".join(told)
    assert server.host in written, "the log says which node it was"
    assert _leaked(written, HASH, ADDRESS, KEY) == set()
    assert "evil.example" not in written


async def test_a_node_left_alone_is_named_and_the_question_is_not(
    web: Web, everything: pytest.LogCaptureFixture
) -> None:
    async with HostileServer(refusing_by_name) as server:
        told = [await _told_by(web.get([server.url], f"/tx/{HASH}")) for _ in range(6)]
    assert "left alone" in told[-1]
    assert _leaked(everything.text + "".join(told), HASH) == set()
    states = [each for each in gc.get_objects() if isinstance(each, OpenedState)]
    assert states
    assert all(state.__traceback__ is None for state in states), "or it would grow, and hold on to every question"


async def test_a_path_that_was_not_asked_is_not_told(web: Web, everything: pytest.LogCaptureFixture) -> None:
    told = await _told_by(web.get(["http://127.0.0.1:9"], f"/tx/{HASH} {ADDRESS}"))
    assert "a path that no node has" in told
    assert _leaked(everything.text + told, HASH, ADDRESS) == set()


async def test_the_doctor_writes_down_networks_only(web: Web, everything: pytest.LogCaptureFixture) -> None:
    async with HostileServer(echoing) as echo, HostileServer(silent) as mute:
        readers = {
            "ethereum": NodeReader(web, "ethereum", echo.url),
            "base": BrokenReader(web, "base", ""),
            "bitcoin": NodeReader(web, "bitcoin", mute.url),
        }
        doctor = ChainDoctor(readers, NETWORKS, deadline=0.5)
        await doctor.transaction(references.parse(HASH.removeprefix("0x")))
        await doctor.account(addresses.parse(ADDRESS))
    assert "base: RuntimeError" in everything.text
    assert "ethereum: 127.0.0.1" in everything.text
    assert _leaked(everything.text, HASH, ADDRESS) == set()


async def test_the_url_stays_unknown_to_whoever_listens_to_httpx(
    web: Web, everything: pytest.LogCaptureFixture
) -> None:
    async with HostileServer(says({})) as server:
        await web.get([server.url], f"/tx/{HASH}")
    assert not [record.name for record in everything.records if record.name.startswith("http")]


async def test_warnings_of_httpx_are_still_heard(everything: pytest.LogCaptureFixture) -> None:
    logging.getLogger("httpx").warning("something is odd")
    assert "something is odd" in everything.text


def test_the_leak_check_sees_a_leak() -> None:
    shortened = f"{HASH[:6]}…{HASH[-4:]} {ADDRESS[:4]}…{ADDRESS[-4:]}"
    assert _leaked(shortened, HASH, ADDRESS) == set()
    assert _leaked(f"GET /tx/{HASH[:14]}", HASH)
    assert _leaked(f"owner {ADDRESS.lower()}", ADDRESS)
