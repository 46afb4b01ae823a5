"""Every known leak path against a real server with debug logs, SQL store, file broker and its own action server."""

from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from edge_toys import HERE
from leak_paths import PATHS, Client, traces_of, walk_all
from processes import answers, free_port, process

ENDPOINTS = """\
action_endpoint:
  url: "http://127.0.0.1:{port}/webhook"
event_broker:
  type: file
  path: events.log
tracker_store:
  type: {store}
  dialect: sqlite
  db: conversations.db
"""
BUILT_IN = """\
rest:
telegram:
  access_token: "1:toy"
  verify: toy_bot
  webhook_url: "http://127.0.0.1/nowhere"
socketio:
  user_message_evt: user_uttered
  bot_message_evt: bot_uttered
  session_persistence: false
"""
GUARDED_ACTIONS = (
    "import logging, sys, pathlib; from walletdesk.rasa_edge import launch; logging.basicConfig(level='DEBUG');"
    "edge = launch.Edge(root=pathlib.Path('.'), actions_package='toy_actions');"
    "launch.run_actions(edge, port=int(sys.argv[1]))"
)


class FakeTelegram(http.server.BaseHTTPRequestHandler):
    """Knows the three methods that Rasa's channel calls."""

    def do_POST(self) -> None:
        method = self.path.rsplit("/", 1)[-1].lower()
        message = {"message_id": 2, "date": 1_700_000_000, "chat": {"id": 7, "type": "private"}, "text": "ok"}
        bot = {"id": 1, "is_bot": True, "first_name": "Toy", "username": "toy_bot"}
        result: Any = {"getme": bot, "setwebhook": True}.get(method, message)
        body = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Silent."""


@contextmanager
def server(mode: str, folder: Path, model: Path) -> Iterator[Client]:
    port, action_port = free_port(), free_port()
    store = "walletdesk.rasa_edge.sql_store.RedactingSQLTrackerStore" if mode == "guarded" else "SQL"
    (folder / "endpoints.yml").write_text(ENDPOINTS.format(port=action_port, store=store))
    (folder / "credentials.yml").write_text(BUILT_IN)
    stock = ["-m", "rasa_sdk", "--actions", "toy_actions", "--debug", "--port", str(action_port)]
    actions = ["-c", GUARDED_ACTIONS, str(action_port)] if mode == "guarded" else stock
    telegram = http.server.ThreadingHTTPServer(("127.0.0.1", 0), FakeTelegram)
    threading.Thread(target=telegram.serve_forever, daemon=True).start()
    rasa = [str(HERE / "leak_server.py"), mode, str(folder), str(port), str(telegram.server_port), str(model)]
    action_ready = answers(f"http://127.0.0.1:{action_port}/health")
    with process([sys.executable, *actions], folder / "actions.txt", action_ready):
        ready = answers(f"http://127.0.0.1:{port}/status")
        with process([sys.executable, *rasa], folder / "server.txt", ready):
            yield Client(f"http://127.0.0.1:{port}")
    telegram.shutdown()


def written_in(folder: Path) -> dict[str, str]:
    """What the processes have written, by file name; the database as its bytes, free pages included."""
    return {path.name: path.read_bytes().decode("latin-1") for path in folder.iterdir() if path.is_file()}


def traces_in(name: str, written: dict[str, str]) -> list[tuple[str, str]]:
    return [(file, trace) for file, text in written.items() for trace in traces_of(name, text)]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, model: Path) -> dict[str, str]:
    """What the guarded server and its action server wrote."""
    folder = tmp_path_factory.mktemp("guarded")
    with server("guarded", folder, model) as client:
        walk_all(client)
    return written_in(folder)


@pytest.mark.parametrize("name", list(PATHS))
def test_no_trace_of_the_secret_is_left(name: str, guarded: dict[str, str]) -> None:
    assert traces_in(name, guarded) == []


def test_the_guarded_server_did_handle_what_it_was_sent(guarded: dict[str, str]) -> None:
    written = guarded
    assert written["server.txt"].count("/secret_shared") > 20
    assert written["events.log"].count('"event": "user"') > 12
    base = "".join(text for name, text in written.items() if name.startswith("conversations.db"))
    assert base.count("/secret_shared") > 10
    assert "RuntimeError" in written["actions.txt"]


def test_stock_rasa_leaks_on_most_of_the_paths(tmp_path: Path, model: Path) -> None:
    """The deliberately broken one: were it clean, the tests above would prove nothing."""
    with server("open", tmp_path, model) as client:
        walk_all(client)
    written = written_in(tmp_path)
    leaking = {name for name in PATHS if traces_in(name, written)}
    assert set(PATHS) - leaking <= {"rest, malformed", "telegram caption"}
