"""`serve` and `run_actions` as shipped, in processes of their own."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from edge_toys import HERE, TROUBLE, key
from processes import answers, free_port, process

if TYPE_CHECKING:
    from walletdesk.rasa_edge.launch import Edge


SERVE = (
    "import sys, pathlib; from walletdesk.rasa_edge.launch import Edge, serve\n"
    "edge = Edge(root=pathlib.Path(sys.argv[1]), actions_package='toy_actions')\n"
    f"serve(edge, pathlib.Path(sys.argv[2]), port=int(sys.argv[3]), trouble=lambda sender: [{TROUBLE!r}])\n"
)
ACTIONS = (
    "import sys, pathlib; from walletdesk.rasa_edge.launch import Edge, run_actions\n"
    "run_actions(Edge(root=pathlib.Path('.'), actions_package='toy_actions'), port=int(sys.argv[1]))\n"
)


@pytest.fixture(scope="module")
def address(edge: Edge, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    log = tmp_path_factory.mktemp("serve") / "server.txt"
    command = [sys.executable, "-c", SERVE, str(edge.root), str(model), str(port)]
    with process(command, log, answers(f"http://127.0.0.1:{port}/webhooks/walletdesk/")):
        yield f"http://127.0.0.1:{port}"


def ask(address: str, body: Any) -> Any:
    return requests.post(f"{address}/webhooks/walletdesk/webhook", json=body, timeout=30).json()


def test_the_server_talks(address: str) -> None:
    assert ask(address, {"sender": "a", "message": "hello there"})[0]["text"] == "turn 1\n\ngreet"
    assert ask(address, {"sender": "a", "payload": '/press{"s":"x"}'})[0]["text"].startswith("turn 2")


def test_an_action_that_fails_is_answered_in_our_words(address: str) -> None:
    assert ask(address, {"sender": "b", "message": "please explode"}) == [TROUBLE]


def test_300_kilobytes_in_json_escapes_are_answered_kindly(address: str) -> None:
    assert "too_long" in ask(address, {"sender": "c", "message": "转账" * 75_000})[0]["text"]


def test_rasas_own_doors_stay_shut(address: str) -> None:
    for path in ("/status", "/model/parse", "/conversations/a/tracker", "/webhooks/rest/webhook", "/domain"):
        assert requests.post(address + path, json={"text": "hello"}, timeout=30).status_code == 404, path


@pytest.fixture(scope="module")
def action_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    port = free_port()
    log = tmp_path_factory.mktemp("actions") / "actions.txt"
    with process([sys.executable, "-c", ACTIONS, str(port)], log, answers(f"http://127.0.0.1:{port}/health")):
        yield f"http://127.0.0.1:{port}/webhook", log


def call(text: str, action: str = "action_turn") -> dict[str, Any]:
    tracker = {"sender_id": "a", "slots": {}, "latest_message": {"text": text}, "events": []}
    return {"next_action": action, "sender_id": "a", "tracker": tracker, "domain": {}}


def test_the_action_server_runs_actions_deflated_or_not(action_address: tuple[str, Path]) -> None:
    url, _ = action_address
    plain = requests.post(url, json=call("hello"), timeout=30).json()
    packed = zlib.compress(json.dumps(call("hello")).encode())
    deflated = requests.post(url, data=packed, headers={"Content-Encoding": "deflate"}, timeout=30).json()
    assert plain == deflated
    assert plain["events"][0]["value"] == {"turns": 1, "last": "hello"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (call("please explode SECRET"), 500),
        (call("SECRET", action="no_such_action"), 404),
        ({"next_action": "action_turn", "tracker": "SECRET"}, 500),
        (["SECRET"], 400),
    ],
)
def test_the_action_server_echoes_nothing(action_address: tuple[str, Path], body: Any, status: int) -> None:
    url, log = action_address
    secret = key("action server")
    response = requests.post(url, data=json.dumps(body).replace("SECRET", secret), timeout=30)
    assert response.status_code == status
    assert secret not in response.text
    assert secret not in log.read_text()


def test_the_action_server_needs_no_rasa() -> None:
    import subprocess

    program = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "from walletdesk.rasa_edge import action_server\n"
        "action_server.make_app('toy_actions')\n"
        "assert not any(name == 'rasa' or name.startswith('rasa.') for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
