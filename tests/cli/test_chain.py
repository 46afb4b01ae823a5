"""`walletdesk tx` and `walletdesk address` on nodes of this machine: reports, JSON, exit codes, no secret anywhere."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.adapters.chain.esplora_server import FakeEsplora
from tests.cli import chains
from tests.core.secret_material import material, phrase_words
from walletdesk import bootstrap
from walletdesk.cli import main
from walletdesk.content.loader import load
from walletdesk.core.chain.likeness import Alike
from walletdesk.core.chain.networks import Family

ROOT = Path(__file__).parents[2]
CONTENT = load(ROOT)
SECRETS = material(7)
WORDS = " ".join(phrase_words(7))
HASH = hashlib.sha256(b"a transaction").hexdigest()
EVM = f"0x{HASH}"
ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
ALICE, BOB = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
READ = [network for network in CONTENT.networks.values() if network.family is not Family.SOLANA]


@pytest.fixture(autouse=True)
def _no_node_is_reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every network's node is a closed port, until a test names another."""
    for name in ("LC_ALL", "LC_MESSAGES", "WALLETDESK_LOOKUPS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("WALLETDESK_HOME", str(ROOT))
    nobody = chains.closed_port()
    for network in READ:
        monkeypatch.setenv(f"WALLETDESK_RPC_{network.id.upper()}", nobody)
    monkeypatch.setattr(bootstrap, "the_content", lambda: CONTENT)
    forget()
    yield
    forget()


def forget() -> None:
    bootstrap.the_settings.cache_clear()
    bootstrap.the_doctor.cache_clear()


@pytest.fixture
def bitcoin(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEsplora]:
    with chains.esplora() as server:
        monkeypatch.setenv("WALLETDESK_RPC_BITCOIN", server.url)
        yield server


@pytest.fixture
def ethereum(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    with chains.evm_node() as (url, asked):
        monkeypatch.setenv("WALLETDESK_RPC_ETHEREUM", url)
        yield asked


def run(*arguments: str, given: str | bytes = "") -> Result:
    done = CliRunner().invoke(main, list(arguments), input=given, catch_exceptions=False)
    assert CONTENT.catalogue.say("dialogue.sorry", "en") not in done.stdout
    return done


def the_object(done: Result) -> dict[str, Any]:
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def confirmed(server: FakeEsplora) -> str:
    txid = server.pay([server.fund(ALICE, 1_000_000)], [(BOB, 990_000)])
    server.mine(txid, server.tip - 5)
    return txid


# ---- tx --------------------------------------------------------------------------------------------------------------


def test_a_confirmed_transaction_is_reported_with_height_time_and_link(bitcoin: FakeEsplora) -> None:
    txid = confirmed(bitcoin)
    done = run("tx", txid)

    assert done.exit_code == 0
    assert "Bitcoin" in done.stdout
    assert "925,000" in done.stdout
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", done.stdout)
    assert f"https://mempool.space/tx/{txid}" in done.stdout
    assert "no answer" not in done.stdout
    assert "比特币" in run("tx", txid, "--lang", "zh").stdout


def test_json_is_one_object_with_every_finding(bitcoin: FakeEsplora) -> None:
    txid = confirmed(bitcoin)
    answer = the_object(run("tx", f"https://mempool.space/tx/{txid}", "--json"))

    assert (answer["input_kind"], answer["hash"]) == ("hash", txid)
    assert [(each["network"], each["families"]) for each in answer["references"]] == [("bitcoin", ["bitcoin"])]
    (finding,) = answer["findings"]
    assert (finding["network"], finding["hash"], finding["status"]) == ("bitcoin", txid, "success")
    assert finding["facts"]["block"] == "925,000"
    assert finding["notes"]
    assert answer["text"] in run("tx", f"https://mempool.space/tx/{txid}").stdout


def test_a_hash_broken_by_blanks_or_lines_is_one_hash(bitcoin: FakeEsplora) -> None:
    txid = confirmed(bitcoin)
    pieces = txid[:20], txid[20:45], txid[45:]

    assert the_object(run("tx", *pieces, "--network", "bitcoin", "--json"))["hash"] == txid
    assert run("tx", "-", "--network", "比特币", given="\n".join(pieces)).exit_code == 0
    assert run("tx", "-", "--network", "Bitcoin", given=json.dumps({"text": txid})).exit_code == 0


def test_a_waiting_transaction_with_too_low_a_fee_is_a_problem(bitcoin: FakeEsplora) -> None:
    fair = bitcoin.pay([bitcoin.fund(ALICE, 1_000_000)], [(BOB, 994_000)])
    low = bitcoin.pay([bitcoin.fund(ALICE, 1_000_000)], [(BOB, 999_600)])

    assert run("tx", fair, "--network", "bitcoin").exit_code == 0
    assert run("tx", low, "--network", "bitcoin").exit_code == 1


def test_a_hash_that_no_network_knows_is_a_problem_and_may_be_a_key(ethereum: list[Any]) -> None:
    done = run("tx", EVM, "--network", "ethereum")

    assert done.exit_code == 1
    assert "does not know this hash" in done.stdout
    assert "a private key has 64 characters, too" in done.stdout
    assert "a private key" not in run("tx", f"https://etherscan.io/tx/{EVM}").stdout


def test_sender_and_nonce_tell_a_dropped_transaction_from_an_unknown_one(ethereum: list[Any]) -> None:
    known = run("tx", EVM, "--network", "ethereum", "--from", ADDRESS, "--nonce", "7", "--json")
    unknown = run("tx", EVM, "--network", "ethereum", "--json")

    assert [each["status"] for each in the_object(known)["findings"]] == ["dropped"]
    assert [each["status"] for each in the_object(unknown)["findings"]] == ["not_found"]


@pytest.mark.parametrize("node", ["closed", "silent"])
def test_networks_that_cannot_be_reached_are_one_kind_sentence_within_three_seconds(
    node: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chains.silent_node() as url:
        for network in READ if node == "silent" else ():
            monkeypatch.setenv(f"WALLETDESK_RPC_{network.id.upper()}", url)
        started = time.perf_counter()
        done = run("tx", HASH, "--json")
        took = time.perf_counter() - started
    answer = the_object(done)

    assert took < 4  # a busy machine included
    assert done.exit_code == 1
    assert {each["status"] for each in answer["findings"]} == {"unavailable"}
    assert len(answer["findings"]) == len(READ)
    assert "says nothing about the transaction" in answer["text"]


def test_only_the_network_that_was_named_is_asked(ethereum: list[Any], bitcoin: FakeEsplora) -> None:
    run("tx", HASH, "--network", "bitcoin")

    assert bitcoin.asked
    assert not ethereum


def test_what_does_not_fit_is_said_and_nobody_is_asked(ethereum: list[Any], bitcoin: FakeEsplora) -> None:
    for arguments, said in (
        ((EVM, "--network", "bitcoin"), "does not have the form that Bitcoin uses"),
        ((EVM[:-3],), "3 too few"),
        ((f"{EVM}abc",), "3 too many"),
        (("0x12ab",), "60 too few"),
        (("0x1234…abcd",), "left out"),
        ((EVM[:20] + "o" + EVM[21:],), "no hash has"),
        ((f"https://etherscan.io/block/{EVM}",), "number of a block"),
        ((f"https://sepolia.etherscan.io/tx/{EVM}",), "cannot read"),
        ((ADDRESS,), "walletdesk address"),
        (("hello",), "no transaction hash"),
    ):
        done = run("tx", *arguments)
        assert (done.exit_code, said in done.stdout) == (1, True), done.stdout

    assert not ethereum
    assert not bitcoin.asked


def test_a_look_alike_link_gives_the_hash_and_a_warning(ethereum: list[Any]) -> None:
    answer = the_object(run("tx", f"https://etherscam.io/tx/{EVM}", "--json"))

    assert answer["hash"] == EVM
    assert "imitates" in answer["text"]
    assert {each["network"] for each in answer["findings"]} >= {"ethereum", "base"}


def test_of_many_hashes_the_first_five_are_read(bitcoin: FakeEsplora) -> None:
    hashes = [hashlib.sha256(bytes([number])).hexdigest() for number in range(40)]
    done = run("tx", "-", "--network", "bitcoin", "--json", given="\n".join(hashes))
    answer = the_object(done)

    assert done.exit_code == 1
    assert len(answer["references"]) == 40
    assert [each["hash"] for each in answer["findings"]] == hashes[:5]
    assert "There are 40 hashes; I read the first 5" in answer["text"]
    assert hashes[5][:8] not in answer["text"]


def test_a_link_to_another_networks_explorer_is_told_from_a_hash_of_the_wrong_form(bitcoin: FakeEsplora) -> None:
    done = run("tx", f"https://tronscan.org/#/transaction/{HASH}", "--network", "bitcoin")

    assert "The explorer in the link belongs to TRON, and you named Bitcoin" in done.stdout
    assert "form that" not in done.stdout
    assert not bitcoin.asked


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_an_address_of_blanks_is_answered(nothing: str) -> None:
    done = run("address", nothing)

    assert done.exit_code == 1
    assert "There is no address in this" in done.stdout


def test_where_reading_chains_is_switched_off_nothing_is_sent_and_it_says_how_to_allow_it(
    ethereum: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WALLETDESK_LOOKUPS", "never")
    for arguments in (("tx", EVM), ("address", ADDRESS)):
        assert "WALLETDESK_LOOKUPS" in run(*arguments).stdout

    assert run("tx", EVM).exit_code == 1
    assert run("address", ADDRESS).exit_code == 0
    assert not ethereum


@pytest.mark.parametrize("machine", [(), ("--json",)])
@pytest.mark.parametrize(
    "secret",
    [
        *(SECRETS[name] for name in ("wif", "xprv", "keystore", "keystore_pretty")),
        *(WORDS, WORDS.replace(" ", "\n", 6), f"private key: {HASH}", f"my key {HASH[:32]}\n{HASH[32:]}"),
    ],
)
def test_a_secret_is_refused_and_neither_sent_nor_said_back(
    secret: str, machine: tuple[str, ...], ethereum: list[Any], bitcoin: FakeEsplora
) -> None:
    for done in (
        run("tx", *machine, *secret.split(" ")),
        run("tx", "-", *machine, given=secret),
        run("address", *machine, secret),
        run("address", "-", *machine, given=secret),
        run("tx", EVM, "--from", secret, *machine),
        run("address", ADDRESS, "--known", secret, *machine),
        run("address", ADDRESS, "--token", secret, *machine),
    ):
        assert done.exit_code == 2
        assert "recovery phrase" in done.stdout
        said = set(re.findall(r"\w+", done.stdout + done.stderr))
        assert not {piece for piece in re.findall(r"\w{7,}", secret) if piece != "private"} & said
        assert len(set(WORDS.split()) & said) < 3

    assert not ethereum
    assert not bitcoin.asked


def test_wrong_usage_is_exit_code_2_and_does_not_repeat_what_was_given() -> None:
    for arguments in (
        ("tx",),
        ("tx", EVM, "--network", "nowhere"),
        ("tx", EVM, "--from", "nobody-at-all"),
        ("tx", EVM, "--nonce", "-1"),
        ("address",),
        ("address", ADDRESS, "--known", "nobody-at-all"),
    ):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "nobody-at-all" not in done.stderr


# ---- address ---------------------------------------------------------------------------------------------------------


def test_an_account_is_reported_on_every_network_that_answers(ethereum: list[Any]) -> None:
    done = run("address", ADDRESS.lower(), "--json")
    answer = the_object(done)

    assert done.exit_code == 0
    assert (answer["address"], answer["family"], answer["valid"]) == (ADDRESS, "evm", True)
    assert answer["reason"] == "no_checksum"
    assert answer["networks"] == ["ethereum", "bsc", "polygon", "arbitrum", "optimism", "base"]
    found = {each["network"]: each for each in answer["findings"]}
    assert found["ethereum"]["facts"]["balance"] == "1.5"
    assert found["base"]["status"] == "unavailable"
    assert "no answer: BNB Smart Chain" in answer["text"]
    assert "https://etherscan.io/address/" in answer["text"]


@pytest.mark.parametrize(
    ("written", "reason", "position", "said"),
    [
        (ADDRESS[:13] + "7" + ADDRESS[14:], "one_character", 12, "number 12"),
        (TRON[:11] + "z" + TRON[12:], "one_character", 12, "from the very first letter"),
        (TRON[:-1], "one_missing", 34, "one character short"),
        (ALICE[:-5], "too_short", None, "5 characters"),
        (ADDRESS[:-1] + "O", "bad_character", 40, "never occurs"),
        ("0x" + "0" * 40, "zero_address", None, "Nobody has a key"),
        ("TR7NHq…Lj6t", "masked", None, "left out"),
        ("hello", "not_an_address", None, "no address"),
        (EVM, "not_an_address", None, "walletdesk tx"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_with_its_place_but_not_the_right_one(
    written: str, reason: str, position: int | None, said: str, ethereum: list[Any]
) -> None:
    done = run("address", written, "--json")
    answer = the_object(done)

    assert done.exit_code == 1
    assert (answer["valid"], answer["reason"], answer["position"]) == (False, reason, position)
    assert said in answer["text"]
    assert not {ADDRESS, TRON, ALICE} & set(re.findall(r"\w+", done.stdout))
    assert not ethereum


def test_a_look_alike_of_a_known_address_is_shown_beside_it() -> None:
    poisoned = "0x5aae111111111111111111111111111111bbeaed"
    done = run("address", poisoned, "--known", BOB, "--known", ADDRESS, "--offline")

    assert done.exit_code == 1
    assert "address poisoning" in done.stdout
    assert "0x 5aae b605 3f3e 94c9" in done.stdout
    assert run("address", ADDRESS.lower(), "--known", ADDRESS, "--offline").exit_code == 0
    assert run("address", ADDRESS, "--known", BOB, "--offline").exit_code == 0
    known = the_object(run("address", poisoned, "--known", ADDRESS, "--offline", "--json"))["known"]
    assert known == [{"address": ADDRESS, "alike": "look_alike", "first": 4, "last": 5}]


def test_an_address_of_another_network_than_the_named_one_is_a_problem() -> None:
    done = run("address", TRON, "--network", "ethereum", "--lang", "zh")

    assert done.exit_code == 1
    assert "不是 以太坊 的地址" in done.stdout
    assert the_object(run("address", TRON, "--network", "tron", "--offline", "--json"))["fits"] is True
    assert run("address", TRON, "--network", "tron", "--offline").exit_code == 0


def test_each_address_of_standard_input_is_judged_on_its_own() -> None:
    done = run(
        "address", "-", "--offline", "--json", given=f"{TRON}\n\n{ALICE}\nhttps://etherscan.io/address/{ADDRESS}\n"
    )

    assert [json.loads(line)["address"] for line in done.stdout.splitlines()] == [TRON, ALICE, ADDRESS]
    assert done.exit_code == 0


def test_no_network_that_answers_is_a_problem_but_says_nothing_of_the_address() -> None:
    done = run("address", TRON)

    assert done.exit_code == 1
    assert "Its checksum is right" in done.stdout
    assert "gave no answer" in done.stdout
    assert run("address", TRON, "--offline").exit_code == 0


def test_solana_is_known_but_not_read() -> None:
    done = run("address", "So11111111111111111111111111111111111111112")

    assert done.exit_code == 0
    assert "cannot read this chain" in done.stdout


# ---- texts -----------------------------------------------------------------------------------------------------------


def test_every_reason_that_code_gives_has_its_text() -> None:
    reasons = {
        "ok",
        "no_checksum",
        "bad_checksum",
        "bad_length",
        "bad_character",
        "mixed_case",
        "testnet",
        "zero_address",
    }
    reasons |= {
        "bad_program",
        "masked",
        "one_character",
        "swapped",
        "one_missing",
        "one_extra",
        "too_short",
        "too_long",
    }
    keys = {f"reason_{reason}" for reason in reasons} | {f"like_{alike.value}" for alike in Alike}
    keys |= {f"family_{family.value}" for family in Family}
    named = re.findall(
        r'say\(\s*f?"(?:lookup\.)?([a-z_]+)"',
        "".join(path.read_text("utf-8") for path in (ROOT / "walletdesk" / "cli").glob("chain*.py")),
    )

    assert len(named) >= 15
    assert {key for key in (*keys, *named) if f"lookup.{key}" not in CONTENT.catalogue} == set()
