"""Every way we know for a text to reach Rasa, each called with a secret of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from edge_toys import key, phrase

Path_ = Callable[["Client", str], None]
PATHS: dict[str, Path_] = {}


@dataclass(frozen=True)
class Client:
    url: str

    def post(self, path: str, body: Any = None, data: bytes | None = None) -> requests.Response:
        return requests.post(self.url + path, json=body, data=data, timeout=30)

    def telegram(self, update: dict[str, Any]) -> None:
        self.post("/webhooks/telegram/webhook", {"update_id": 1, **update})

    def socket(self, data: dict[str, Any]) -> None:
        import socketio

        client = socketio.Client()
        client.connect(self.url, transports=["polling"], wait_timeout=20)
        answered: list[Any] = []
        client.on("bot_uttered", answered.append)
        client.emit("user_uttered", data)
        for _ in range(40):
            if answered:
                break
            client.sleep(0.1)
        client.disconnect()


def secret_of(name: str) -> str:
    return f"my private key is {key(name)} and my words are {phrase(name)}"


def path(name: str) -> Callable[[Path_], Path_]:
    def register(function: Path_) -> Path_:
        PATHS[name] = function
        return function

    return register


def rest(client: Client, message: Any, sender: str = "rest", query: str = "", **more: Any) -> None:
    client.post(f"/webhooks/rest/webhook{query}", {"sender": sender, "message": message, **more})


@path("rest text")
def rest_text(client: Client, secret: str) -> None:
    rest(client, secret)


@path("rest payload")
def rest_payload(client: Client, secret: str) -> None:
    rest(client, f'/greet{{"token":"{secret}"}}')


@path("rest metadata")
def rest_metadata(client: Client, secret: str) -> None:
    rest(client, "hello there", metadata={"page": {"title": [secret]}})


@path("rest stream")
def rest_stream(client: Client, secret: str) -> None:
    rest(client, secret, query="?stream=true")


@path("rest sender")
def rest_sender(client: Client, secret: str) -> None:
    rest(client, "hello there", sender=secret)


@path("rest, the action raises")
def rest_raises(client: Client, secret: str) -> None:
    rest(client, secret, metadata={"explode": True})


@path("rest, not a text")
def rest_not_a_text(client: Client, secret: str) -> None:
    rest(client, {"text": secret})


@path("rest, in the address")
def rest_address(client: Client, secret: str) -> None:
    rest(client, "hello there", query="?message=" + quote(secret))


@path("rest, malformed")
def rest_malformed(client: Client, secret: str) -> None:
    client.post("/webhooks/rest/webhook", data=b'{"message": "' + secret.encode())


PERSON = {"id": 7, "is_bot": False, "first_name": "Anna"}
MESSAGE = {"message_id": 1, "date": 1_700_000_000, "chat": {"id": 7, "type": "private"}, "from": PERSON}


@path("telegram text")
def telegram_text(client: Client, secret: str) -> None:
    client.telegram({"message": {**MESSAGE, "text": secret}})


@path("telegram edit")
def telegram_edit(client: Client, secret: str) -> None:
    client.telegram({"edited_message": {**MESSAGE, "edit_date": 1_700_000_001, "text": secret}})


@path("telegram button")
def telegram_button(client: Client, secret: str) -> None:
    query = {"id": "1", "from": PERSON, "chat_instance": "1", "message": {**MESSAGE, "text": "?"}, "data": secret}
    client.telegram({"callback_query": query})


@path("telegram caption")
def telegram_caption(client: Client, secret: str) -> None:
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]
    client.telegram({"message": {**MESSAGE, "photo": photo, "caption": secret}})


@path("socketio text")
def socketio_text(client: Client, secret: str) -> None:
    client.socket({"message": secret, "session_id": "socket"})


@path("socketio metadata")
def socketio_metadata(client: Client, secret: str) -> None:
    client.socket({"message": "hello there", "session_id": "socket", "metadata": {"page": secret}})


@path("api message")
def api_message(client: Client, secret: str) -> None:
    client.post("/conversations/api/messages", {"text": secret, "sender": "user"})


@path("api parse")
def api_parse(client: Client, secret: str) -> None:
    client.post("/model/parse", {"text": secret})


@path("api event")
def api_event(client: Client, secret: str) -> None:
    parse_data = {"text": secret, "intent": {"name": "greet"}, "entities": []}
    client.post("/conversations/api/tracker/events", {"event": "user", "text": secret, "parse_data": parse_data})


@path("api intent")
def api_intent(client: Client, secret: str) -> None:
    client.post("/conversations/api/trigger_intent", {"name": "greet", "entities": {"token": secret}})


@path("api slot")
def api_slot(client: Client, secret: str) -> None:
    body = {"event": "slot", "name": "conversation", "value": {"turns": 1, "note": [secret]}}
    client.post("/conversations/api/tracker/events", body)


def walk_all(client: Client) -> None:
    """Walks every path once; what the server answers, errors included, is not the question."""
    for name, walk in PATHS.items():
        with contextlib.suppress(requests.RequestException):
            walk(client, secret_of(name))


def traces_of(name: str, text: str) -> list[str]:
    """Parts of the path's secret from which it could be rebuilt: half of the key, three words in a row."""
    words = phrase(name).split()
    parts = [key(name)[8:40], *(" ".join(words[start : start + 3]) for start in range(len(words) - 2))]
    return [part for part in parts if part in text or quote(part) in text]
