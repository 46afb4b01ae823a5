"""`serve`, `rasa run` and `run_actions` as shipped, in processes of their own, with every log line there is."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from edge_toys import HERE, ROOT, key, phrase
from leak_paths import traces_of
from processes import answers, free_port, process

if TYPE_CHECKING:
    from walletdesk.rasa_edge.launch import Edge


SERVE = (
    "import os, sys, pathlib; from walletdesk.rasa_edge import launch, serving\n"
    "edge = launch.Edge(root=pathlib.Path(sys.argv[1]), actions_package='toy_actions', log_level='DEBUG',"
    " conversations=os.environ['WALLETDESK_DESK'])\n"
    "serving.serve(edge, pathlib.Path(sys.argv[2]), serving.listen('127.0.0.1', int(sys.argv[3])), print)\n"
)
RASA_RUN = (
    "import sys, pathlib; from walletdesk.rasa_edge import launch\n"
    "edge = launch.Edge(root=pathlib.Path(sys.argv[1]), actions_package='toy_actions', log_level='DEBUG')\n"
    "launch.run_rasa(edge, ['run', '--debug', '--model', sys.argv[2], '-i', '127.0.0.1', '--port', sys.argv[3],"
    " '--credentials', sys.argv[4]])\n"
)
ACTIONS = (
    "import sys, pathlib; from walletdesk.rasa_edge.launch import Edge, run_actions\n"
    "run_actions(Edge(root=pathlib.Path('.'), actions_package='toy_actions'), port=int(sys.argv[1]))\n"
)
PARTS = ["text", "malformed", "no id", "not a text", "bad payload", "list", "id", "language", "split"]


class Served:
    """A server process with a folder of its own, and one session in it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        opened = requests.post(f"{url}/api/session", json={"language": "en"}, timeout=30)
        self.token, self.welcome = opened.json()["token"], opened.json()["events"]

    def post(self, body: Any = None, data: bytes | None = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if data is None else data
        return requests.post(f"{self.url}/api/messages", data=data, headers=headers, timeout=30)

    def say(self, message: str, text: str) -> list[str]:
        return [event["text"] for event in self.post({"id": message, "text": text}).json()["events"]]

    def written(self) -> str:
        """Log and database as they lie on the disk."""
        return "".join(file.read_bytes().decode("latin-1") for file in self.folder.iterdir() if file.is_file())

    def another(self) -> Served:
        """Somebody else; a session's limit of messages is real."""
        return Served(self.folder, self.url)


@contextmanager
def served(program: str, arguments: list[str], folder: Path, path: str = "") -> Iterator[Served]:
    port = free_port()
    url = f"http://127.0.0.1:{port}{path}"
    desk = {"WALLETDESK_DESK": f"sqlite:///{folder / 'desk.sqlite'}", "WALLETDESK_HOME": str(ROOT)}
    command = [sys.executable, "-c", program, *arguments[:2], str(port), *arguments[2:]]
    with process(
        ["env", *(f"{name}={value}" for name, value in desk.items()), *command],
        folder / "server.txt",
        answers(f"{url}/readyz"),
    ):
        yield Served(folder, url)


@pytest.fixture
def desk(running: Served) -> Served:
    return running.another()


@pytest.fixture(scope="module")
def running(edge: Edge, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(SERVE, [str(edge.root), str(model)], tmp_path_factory.mktemp("serve")) as started:
        yield started


def test_the_server_welcomes_and_talks(desk: Served) -> None:
    assert len(desk.welcome) == 1
    assert desk.welcome[0]["buttons"]
    assert desk.say("talk-0001", "hello there") == ["hello there", "turn 1\n\ngreet"]
    assert desk.say("talk-0001", "hello there") == ["hello there", "turn 1\n\ngreet"]
    assert desk.say("talk-0002", "hello there")[1].startswith("turn 2")


def test_an_action_that_fails_is_answered_in_our_words(desk: Served) -> None:
    from walletdesk.bootstrap import the_apology

    assert desk.say("boom-0001", "please explode")[1:] == [the_apology()]


def test_a_long_text_is_answered_kindly(desk: Served) -> None:
    assert "too_long" in desk.say("long-0001", "转账" * 20_000)[1]


def test_rasas_own_doors_stay_shut(desk: Served) -> None:
    for path in ("/status", "/model/parse", "/conversations/a/tracker", "/webhooks/rest/webhook", "/domain"):
        answer = requests.post(desk.url + path, json={"text": "hello"}, timeout=30)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path


def test_no_part_of_a_request_leaves_a_trace(desk: Served) -> None:
    sent = {
        "text": desk.post({"id": "leak-0001", "text": phrase("ours text")}),
        "malformed": desk.post(data=b'{"id": "leak-0002", "text": "' + phrase("ours malformed").encode()),
        "no id": desk.post({"text": phrase("ours no id")}),
        "not a text": desk.post({"id": "leak-0003", "text": {"text": phrase("ours not a text")}}),
        "bad payload": desk.post({"id": "leak-0004", "payload": "/restart " + phrase("ours bad payload")}),
        "list": desk.post([phrase("ours list")]),
        "id": desk.post({"id": key("ours id"), "text": "hello there"}),
        "language": desk.post({"id": "leak-0005", "text": "hello", "language": phrase("ours language")}),
    }
    words = phrase("ours split").split()
    split = desk.another()
    for start in range(0, 12, 3):
        answered = split.say(f"split-{start:04}", " ".join(words[start : start + 3]))
    written = desk.written()

    refused = {name for name, answer in sent.items() if answer.status_code != 200}
    assert refused == {"id", "malformed", "no id", "not a text", "bad payload", "list", "language"}
    assert "secret_shared" in answered[-1]
    assert "/secret_shared" in written
    assert [trace for name in PARTS[:-1] for trace in traces_of(f"ours {name}", written)] == []
    assert [
        trace for name in PARTS for answer in sent.values() for trace in traces_of(f"ours {name}", answer.text)
    ] == []
    # Debug logs got the first pieces before anybody could know what they were; the database gives them back.
    bases = "".join(file.read_bytes().decode("latin-1") for file in desk.folder.glob("desk.sqlite*"))
    assert traces_of("ours split", bases) == []


def test_rasa_run_serves_the_same_channel(edge: Edge, model: Path, tmp_path: Path) -> None:
    (tmp_path / "credentials.yml").write_text("walletdesk.rasa_edge.channels.WidgetInput: {}\n")
    arguments = [str(edge.root), str(model), str(tmp_path / "credentials.yml")]
    with served(RASA_RUN, arguments, tmp_path, path="/webhooks/web") as running:
        assert running.say("rasa-0001", "hello there") == ["hello there", "turn 1\n\ngreet"]
        secret = phrase("rasa run")
        assert "secret_shared" in running.say("rasa-0002", secret)[1]
    assert secret not in running.written()


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
