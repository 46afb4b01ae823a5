"""`walletdesk site`: verdicts in words and as JSON, exit codes, the block list, and no secret on any stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mnemonic import Mnemonic

from tests.content import demo
from walletdesk import bootstrap
from walletdesk.cli import main

WORDS = Mnemonic("english").to_mnemonic(bytes(range(16)))
HOSTS = [f"scam-{number}.example" for number in range(200)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo.make(tmp_path_factory.mktemp("project"))


@pytest.fixture(autouse=True)
def _in_project(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLETDESK_HOME", str(project))
    monkeypatch.setenv("WALLETDESK_PHISHING_LIST", str(tmp_path / "phishing.txt"))
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    forget()
    monkeypatch.setattr("walletdesk.bootstrap.the_content", the_content(project))


_CONTENT: dict[Path, object] = {}


def the_content(project: Path) -> object:
    """Read once for all tests of this file."""
    from walletdesk.content.loader import load

    content = _CONTENT.setdefault(project, load(project) if project not in _CONTENT else None)
    return lambda: content


def forget() -> None:
    for cached in (bootstrap.the_settings, bootstrap.the_phishing_list):
        cached.cache_clear()


@pytest.fixture(autouse=True, scope="module")
def _forget_again() -> object:
    yield
    forget()


def site(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["site", *arguments], input=given)


def objects(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_exit_code_0_is_for_official_alone() -> None:
    assert site("support.token.im").exit_code == 0
    assert site("tokenim.com").exit_code == 1
    assert site("token.im or tokenim.com").exit_code == 1
    assert site("hello").exit_code == 1
    assert site().exit_code == 2
    assert site("token.im", "--from", __file__).exit_code == 2


def test_the_verdict_is_said_in_the_terminals_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is official" in site("token.im").stdout
    assert "是官方的" in site("token.im", "--lang", "zh").stdout
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "是官方的" in site("token.im").stdout
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert "網址" in site("token.im").stdout


def test_json_names_kind_ruling_reason_and_what_is_imitated() -> None:
    (answer,) = objects(site("https://token.im@evil.com", "--json"))
    text = answer.pop("text")

    assert answer == {
        "kind": "domain",
        "name": "evil.com",
        "ruling": "look_alike",
        "of": "token.im",
        "reason": "userinfo",
        "listed": False,
    }
    assert "evil[.]com" in str(text)


def test_lines_of_standard_input_are_answered_one_object_each() -> None:
    given = b'token.im\n{"text": "t0ken.im and im.token.app"}\n{"text": \n\n+86 400 888 1234\n' + b"\xff\xfe.im\n"
    done = site("-", "--json", given=given)
    answers = objects(done)

    assert [answer.get("ruling", answer.get("error")) for answer in answers] == [
        "official",
        "look_alike",
        "malformed_json",
        "unknown",
        "never_official",
        "unknown",
    ]
    assert [other["reason"] for other in answers[1]["others"]] == ["package"]  # type: ignore[attr-defined]
    assert done.exit_code == 1
    assert site("-", given="token.im\nsec@token.im\n").exit_code == 0


def test_what_is_shown_cannot_be_tapped() -> None:
    shown = site("https://imtoken-wallet.vip/a, kefu@imtoken-help.com, 400-888-1234").stdout

    assert "imtoken-wallet[.]vip" in shown
    assert "kefu(at)imtoken-help[.]com" in shown
    assert "imtoken-wallet.vip" not in shown
    assert "8881234" not in shown


def test_the_list_is_refreshed_from_a_file_and_used(tmp_path: Path) -> None:
    assert "no list of phishing sites" in site("scam-7.example").stderr

    source = tmp_path / "config.json"
    source.write_text(json.dumps({"blacklist": [*HOSTS, "imtoken.la"], "whitelist": []}), "utf-8")
    done = site("--refresh", "--from", str(source))
    assert (done.exit_code, "201 domains" in done.stderr) == (0, True)

    (answer,) = objects(site("https://www.scam-7.example/claim", "--json"))
    assert (answer["ruling"], answer["listed"]) == ("listed", True)
    assert "also on the public list" in site("imtoken.la").stdout
    assert site("token.im").stderr == ""


def test_an_old_list_is_used_and_its_age_is_said(tmp_path: Path) -> None:
    lines = ["#walletdesk-phishing 1.0.0 2020-01-31 1", "scam-7.example"]
    (tmp_path / "phishing.txt").write_text("\n".join(lines) + "\n", "ascii")
    done = site("scam-7.example")

    assert "public list of phishing sites" in done.stdout
    assert "2020-01-31" in done.stderr


def test_a_list_that_cannot_be_taken_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    source = tmp_path / "config.json"
    source.write_text("{}", "utf-8")
    done = site("--refresh", "--from", str(source))

    assert done.exit_code == 1
    assert "it was not taken" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "secret", [WORDS, f"is {WORDS} on token.im ok", f"https://tokenim.com/?words={WORDS.replace(' ', '+')}"]
)
@pytest.mark.parametrize("machine", [(), ("--json",)])
def test_a_secret_is_neither_checked_nor_said_back(secret: str, machine: tuple[str, ...]) -> None:
    for done in (site(secret, *machine), site("-", *machine, given=secret + "\n")):
        assert done.exit_code == 1
        assert not set(WORDS.split()) & set((done.stdout + done.stderr).lower().replace("+", " ").split())
        assert "recovery phrase" in done.stdout
