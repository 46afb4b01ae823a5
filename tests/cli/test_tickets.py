"""`walletdesk tickets`, as the staff uses it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.adapters.desks import START, Clock, draft, raw
from tests.cli.desks import Office, office
from tests.content import demo
from tests.core.secret_material import hex64, phrase_words
from walletdesk import bootstrap, settings
from walletdesk.adapters.desk import SqlDesk
from walletdesk.content.loader import gather
from walletdesk.core.ports import Kind, Priority, StaffReply, Ticket

__all__ = ["office"]
ROOT = Path(__file__).parents[2]
HASH = f"0x{hex64(3)}"


def opened(office: Office, *conversations: str, **changes: object) -> list[Ticket]:
    """One an hour, in this order."""
    clock = Clock()
    desk = SqlDesk(office.store, clock)
    made = []
    for name in conversations:
        made.append(asyncio.run(desk.open(draft(name, **changes))))
        clock.pass_(hours=1)
    return made


def waiting(office: Office, conversation: str = "anna") -> tuple[StaffReply, ...]:
    return asyncio.run(SqlDesk(office.store).unheard(conversation))


def test_the_list_has_urgent_ones_first_and_both_times(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    first, _ = opened(office, "anna", "bert")
    [urgent] = opened(office, "carl", priority=Priority.URGENT, team="security", category="assets_stolen")
    done = office("tickets", "list")
    monkeypatch.undo()
    time.tzset()

    head, *lines = [line.split("\t") for line in done.output.splitlines()]
    assert (done.exit_code, len(lines)) == (0, 3)
    assert head[:2] == ["Number", "Priority"]
    assert lines[0][:5] == [urgent.number, "URGENT", "open", "security", "Coins stolen or gone"]
    assert lines[1][0] == first.number
    assert lines[1][6:] == ["2026-11-01 08:30", "11-01 16:30 +08:00", "0"]


def test_the_list_is_narrowed_and_cut_and_says_so(office: Office) -> None:
    opened(office, "anna", "bert", "carl")
    [idea] = opened(office, "dora", kind=Kind.FEEDBACK, team="general")

    assert office("tickets", "list", "--team", "general").output.splitlines()[1].startswith(idea.number)
    assert "No ticket fits" in office("tickets", "list", "--urgent").output
    assert "没有符合条件的工单" in office("tickets", "list", "--urgent", "--lang", "zh").output
    cut = office("tickets", "list", "--limit", "2")
    assert "The first 2 of 4 are shown" in cut.stderr
    assert len(cut.stdout.splitlines()) == 3


def test_json_is_one_object_a_line(office: Office) -> None:
    tickets = opened(office, "anna", "bert")
    assert office("tickets", "reply", tickets[0].number, "hello").exit_code == 0
    lines = [json.loads(line) for line in office("tickets", "list", "--status", "all", "--json").stdout.splitlines()]

    assert [line["number"] for line in lines] == [ticket.number for ticket in tickets]
    reply = lines[0].pop("replies")[0]
    assert lines[0].pop("additions") == []
    assert (reply["text"], reply["seen"]) == ("hello", None)
    assert lines[0] == {
        "number": tickets[0].number,
        "status": "answered",
        "priority": "normal",
        "kind": "problem",
        "category": "transfer_pending",
        "team": "technical",
        "language": "zh-Hans",
        "opened": START.isoformat(),
        "facts": {"network": "tron", "amount": "300"},
        "story": "转账三天了还没到",
    }
    assert json.loads(office("tickets", "show", tickets[0].number, "--json").stdout)["replies"][0]["text"] == "hello"
    assert office("tickets", "list", "--json", "--urgent").stdout == ""


def test_show_has_labels_whole_hashes_and_what_the_user_has_seen(office: Office) -> None:
    [ticket] = opened(office, "anna", facts={"network": "tron", "tx_hash": HASH, "odd": "[bold]x[/bold]"})
    office("tickets", "reply", ticket.number, "first line\nsecond line")
    asyncio.run(SqlDesk(office.store).heard(tuple(reply.id for reply in waiting(office))))
    office("tickets", "reply", ticket.number, "more")
    shown = office("tickets", "show", ticket.number.lower().replace("-", " "))

    assert shown.exit_code == 0
    for line in (
        "Opened: 2026-11-01 08:30 UTC",
        "  Network: TRON",
        f"  Transaction hash: {HASH}",
        "  odd: [bold]x[/bold]",
        "  转账三天了还没到",
        "    second line",
        "seen by the user",
        "the user has not seen it yet",
    ):
        assert line in shown.output
    assert "用户同意提交的信息" in office("tickets", "show", ticket.number, "--lang", "zh").output


@pytest.mark.parametrize("command", [["show"], ["reply", "hello"], ["close"], ["close", "--reply=hello"]])
def test_an_unknown_number_says_how_to_list(office: Office, command: list[str]) -> None:
    name, *rest = command
    done = office("tickets", name, "WD-0000-0000", *rest)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "walletdesk tickets list" in done.stderr


def test_a_reply_reaches_its_conversation(office: Office) -> None:
    [ticket] = opened(office, "anna")
    done = office("tickets", "reply", ticket.number, "-", given="请更新到最新版本\n".encode())

    assert (done.exit_code, done.stdout.split()[0]) == (0, ticket.number)
    assert [reply.text for reply in waiting(office)] == ["请更新到最新版本"]
    assert office("tickets", "list").output == "No ticket fits.\n"
    assert ticket.number in office("tickets", "list", "--status", "answered").output


def test_closing_may_come_with_last_words(office: Office) -> None:
    first, second = opened(office, "anna", "bert")

    assert office("tickets", "close", first.number).exit_code == 0
    assert office("tickets", "close", second.number, "--reply", "Solved with the update.").exit_code == 0
    assert (waiting(office), [reply.text for reply in waiting(office, "bert")]) == ((), ["Solved with the update."])
    assert len(office("tickets", "list", "--status", "closed").output.splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Call 400-123-4567", "phone number"),
        ("Open https://token.im.help.com", "token.im.help.com"),
        ("Tell me your recovery phrase", "recovery phrase"),
        ("請把助記詞發給我", "助记词"),
        ("Install AnyDesk", "anydesk"),
        ("We will freeze it and you get a refund", "refund"),
        ("24小时内会到账", "24小时内"),
    ],
)
def test_a_doubtful_reply_is_held_back_until_its_writer_is_sure(office: Office, text: str, why: str) -> None:
    [ticket] = opened(office, "anna")
    held = office("tickets", "reply", ticket.number, text)
    assert (held.exit_code, held.stdout, waiting(office)) == (1, "", ())
    assert why in held.stderr
    assert "--yes" in held.stderr
    assert office("tickets", "close", ticket.number, "--reply", text).exit_code == 1

    assert office("tickets", "reply", ticket.number, text, "--yes").exit_code == 0
    assert [reply.text for reply in waiting(office)] == [text]


def test_an_empty_or_endless_reply_is_not_saved(office: Office) -> None:
    [ticket] = opened(office, "anna")

    assert "empty" in office("tickets", "reply", ticket.number, "  \n").stderr
    assert "1001 characters" in office("tickets", "reply", ticket.number, "x" * 1001).stderr
    assert waiting(office) == ()


@pytest.mark.parametrize("command", [["reply"], ["close", "--reply"]])
def test_a_reply_with_a_secret_is_refused_and_not_printed(office: Office, tmp_path: Path, command: list[str]) -> None:
    [ticket] = opened(office, "anna")
    phrase = " ".join(phrase_words(41))
    name, *option = command
    done = office("tickets", name, ticket.number, *option, f"your phrase {phrase} is known", "--yes")

    assert (done.exit_code, done.stdout, "mnemonic" in done.stderr) == (1, "", True)
    assert phrase not in done.output
    assert phrase.encode() not in raw(tmp_path / "desk.sqlite")
    assert waiting(office) == ()
    assert ticket.number in office("tickets", "list").output


def test_a_whole_hash_beside_its_word_is_no_secret(office: Office) -> None:
    [ticket] = opened(office, "anna")

    assert office("tickets", "reply", ticket.number, f"The transaction hash {HASH} shows success.").exit_code == 0


def test_a_reply_to_a_closed_ticket_says_that_it_opens_it_again(office: Office) -> None:
    [ticket] = opened(office, "anna")
    office("tickets", "close", ticket.number)
    held = office("tickets", "reply", ticket.number, "One more thing.")

    assert (held.exit_code, held.stdout, waiting(office)) == (1, "", ())
    assert "opens it again" in held.stderr
    assert "--yes" in held.stderr
    assert office("tickets", "close", ticket.number, "--reply", "Goodbye.").exit_code == 0
    assert office("tickets", "reply", ticket.number, "One more thing.", "--yes").exit_code == 0


def test_what_the_user_added_is_shown_in_its_place_and_the_ticket_is_open_again(office: Office) -> None:
    [ticket] = opened(office, "anna")
    office("tickets", "reply", ticket.number, "Which version?")
    asyncio.run(SqlDesk(office.store).add(ticket.number, "It is 2.15\nor so"))
    shown = office("tickets", "show", ticket.number).output

    assert "the user added\n    It is 2.15\n    or so" in shown
    assert shown.index("Which version?") < shown.index("It is 2.15")
    assert f"{ticket.number}\tnormal\topen, user wrote again" in office("tickets", "list").output
    told = json.loads(office("tickets", "show", ticket.number, "--json").stdout)
    assert (told["status"], [each["text"] for each in told["additions"]]) == ("open", ["It is 2.15\nor so"])


def test_a_mistake_in_a_topic_keeps_nobody_from_the_tickets(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = demo.make(tmp_path / "project")
    demo.replace(project, "playbook.yml", "start: ask_chain", "start: nowhere")
    demo.replace(project, "texts.yml", "title: {zh: 示例, en: Demo}", "")
    monkeypatch.setattr(bootstrap, "the_labels", lambda: gather(project)[0])
    [ticket] = opened(office, "anna", category="demo")

    assert f"{ticket.number}\tnormal\topen\ttechnical\tdemo" in office("tickets", "list").output


def test_a_lost_database_is_explained_without_a_traceback(office: Office) -> None:
    office.store = type(office.store)("sqlite:////proc/nowhere/desk.sqlite")
    done = office("tickets", "list")

    assert done.exit_code == 1
    assert "the desk's database cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["list", "--status", "lost"], ["list", "--limit", "0"], ["show"], ["reply", "WD-1"]]
)
def test_wrong_usage_is_exit_code_2(office: Office, arguments: list[str]) -> None:
    assert office("tickets", *arguments).exit_code == 2


def test_the_database_is_below_the_project_unless_the_environment_names_another() -> None:
    home = {"WALLETDESK_HOME": str(ROOT)}

    assert settings.read(home).desk_url == f"sqlite:///{ROOT}/var/desk.sqlite"
    named = settings.read({**home, "WALLETDESK_DESK": "postgresql://desk:topsecret@db/desk"})
    assert named.desk_url.endswith("@db/desk")
    assert "topsecret" not in repr(named)


@pytest.mark.slow
def test_the_command_works_as_a_process_of_its_own(tmp_path: Path) -> None:
    environment = {**os.environ, "WALLETDESK_DESK": f"sqlite:///{tmp_path / 'new' / 'desk.sqlite'}", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "walletdesk.cli", "tickets", "list"]
    done = subprocess.run(command, capture_output=True, text=True, env={**environment, "LANG": "zh_CN.UTF-8"}, cwd=ROOT)

    assert (done.returncode, done.stdout, done.stderr) == (0, "没有符合条件的工单。\n", "")
