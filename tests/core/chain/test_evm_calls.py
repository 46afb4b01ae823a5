"""Calldata, logs and refusals: decoded exactly where they are well-formed, passed over where they are not."""

from __future__ import annotations

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from tests.core.chain.evm_samples import (
    FRIEND,
    NETWORK,
    OTHER,
    OWNER,
    PURSE,
    THIEF,
    TRANSFER,
    TRANSFER_FROM,
    USDT,
    approved,
    data,
    log,
    moved,
    packed,
    transaction,
)
from walletdesk.core.chain import evm_calls as calls
from walletdesk.core.chain.evm_calls import Approval, TokenCall, Transfer
from walletdesk.core.chain.evm_readings import EvmLog, Token, delegate_of
from walletdesk.core.chain.evm_reasons import Reason, reason_of
from walletdesk.core.chain.evm_tokens import allowance_text, genuine, genuine_contract, symbol_of, token_amount


def said(text: str | bytes) -> bytes:
    return bytes.fromhex("08c379a0") + encode(["bytes"], [text.encode() if isinstance(text, str) else text])


def test_selectors_and_topics_are_the_published_ones() -> None:
    assert calls.selector(TRANSFER).hex() == "a9059cbb"
    assert calls.selector("Error(string)").hex() == "08c379a0"
    assert calls.selector("Panic(uint256)").hex() == "4e487b71"
    assert calls.topic("Transfer(address,address,uint256)").startswith("0xddf252ad1be2c89b")
    assert calls.topic("Approval(address,address,uint256)").startswith("0x8c5be1e5ebec7d5b")


def test_a_direct_transfer() -> None:
    tx = transaction(to=USDT, data=data(TRANSFER, FRIEND, 7))
    assert calls.token_call(tx) == TokenCall(USDT, OWNER, FRIEND, 7)


def test_a_transfer_of_what_somebody_else_holds() -> None:
    tx = transaction(to=USDT, data=data(TRANSFER_FROM, THIEF, FRIEND, 7))
    assert calls.token_call(tx) == TokenCall(USDT, THIEF, FRIEND, 7, OWNER)


@pytest.mark.parametrize("to_nobody", [True, False])
def test_what_is_no_token_call(to_nobody: bool) -> None:
    tx = transaction(to=None, data=data(TRANSFER, FRIEND, 7)) if to_nobody else transaction(data=b"\xa9\x05\x9c\xbb\0")
    assert calls.token_call(tx) is None


def test_transfers_of_tokens_and_of_collectibles() -> None:
    single = "TransferSingle(address,address,address,uint256,uint256)"
    logs = (
        moved(OWNER, FRIEND, 7),
        log(PURSE, "Transfer(address,address,uint256)", OWNER, FRIEND, 99),
        log(PURSE, single, THIEF, OWNER, FRIEND, holds=packed(99, 3)),
    )
    assert calls.transfers(logs) == (
        Transfer(USDT, OWNER, FRIEND, 7),
        Transfer(PURSE, OWNER, FRIEND, 1, collectible=True),
        Transfer(PURSE, OWNER, FRIEND, 3, collectible=True),
    )


@pytest.mark.parametrize(
    "odd",
    [
        EvmLog(USDT, (), b""),
        EvmLog(USDT, moved(OWNER, FRIEND, 7).topics, b"\1"),
        EvmLog(USDT, moved(OWNER, FRIEND, 7).topics[:2], packed(7)),
        EvmLog(USDT, (moved(OWNER, FRIEND, 7).topics[0], "0x" + "f" * 64, "0x" + "f" * 64), packed(7)),
    ],
)
def test_malformed_logs_are_passed_over(odd: EvmLog) -> None:
    assert calls.transfers([odd]) == calls.approvals([odd]) == ()


def test_approvals_of_every_kind() -> None:
    permit2 = "Approval(address,address,address,uint160,uint48)"
    permitted = "Permit(address,address,address,uint160,uint48,uint48)"
    logs = (
        approved(OWNER, THIEF, 5),
        log(PURSE, "ApprovalForAll(address,address,bool)", OWNER, THIEF, holds=packed(1)),
        log(PURSE, "Approval(address,address,uint256)", OWNER, THIEF, 12),
        log(calls.PERMIT2, permit2, OWNER, USDT, THIEF, holds=packed(2**160 - 1, 1)),
        log(calls.PERMIT2, permitted, OWNER, USDT, THIEF, holds=packed(8, 1, 0)),
        log(OTHER, permit2, OWNER, USDT, THIEF, holds=packed(8, 1)),
    )
    assert calls.approvals(logs) == (
        Approval(USDT, OWNER, THIEF, 5),
        Approval(PURSE, OWNER, THIEF, calls.UNLIMITED, whole=True),
        Approval(PURSE, OWNER, THIEF, 1),
        Approval(USDT, OWNER, THIEF, calls.UNLIMITED, via=calls.PERMIT2),
        Approval(USDT, OWNER, THIEF, 8, via=calls.PERMIT2),
    )


def test_old_and_new_symbols() -> None:
    assert calls.text(encode(["string"], ["USDT"])) == "USDT"
    assert calls.text(b"MKR".ljust(32, b"\0")) == "MKR"
    assert calls.text(b"") == ""


def test_absurd_decimals_are_none() -> None:
    assert calls.decimals(packed(18)) == 18
    assert calls.decimals(packed(255)) is None
    assert calls.decimals(packed(2**255)) is None


def test_a_delegation_is_exactly_twenty_three_bytes() -> None:
    code = bytes.fromhex("ef0100" + PURSE[2:])
    assert delegate_of(code) == PURSE
    assert [delegate_of(each) for each in (None, b"", code + b"\0", code[:-1], b"\xfe" + code[1:])] == [None] * 5


@given(st.binary(max_size=200), st.lists(st.binary(min_size=32, max_size=32), max_size=4))
def test_garbage_never_raises(data: bytes, topics: list[bytes]) -> None:
    known = (calls.topic("Transfer(address,address,uint256)"), calls.topic("ApprovalForAll(address,address,bool)"))
    for first in known:
        words = (first, *("0x" + each.hex() for each in topics[:3]))
        calls.transfers([EvmLog(USDT, words, data)])
        calls.approvals([EvmLog(calls.PERMIT2, words, data)])
    for start in (b"", calls.selector(TRANSFER), calls.selector(TRANSFER_FROM), calls.selector("Error(string)")):
        calls.token_call(transaction(to=USDT, data=start + data))
        reason_of(start + data, "x")
    calls.text(data)
    calls.asks_to_approve(data)


# ---- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("ERC20: transfer amount exceeds balance", "token_balance_short"),
        ("BEP20: transfer amount exceeds balance", "token_balance_short"),
        ("Dai/insufficient-balance", "token_balance_short"),
        ("insufficient balance for transfer", "token_balance_short"),
        ("ERC20: insufficient allowance", "allowance_short"),
        ("ERC20: transfer amount exceeds allowance", "allowance_short"),
        ("Dai/insufficient-allowance", "allowance_short"),
        ("Pausable: paused", "paused"),
        ("ERC20Pausable: token transfer while paused", "paused"),
        ("Pausable: not paused", "revert_reason"),
        ("Blacklistable: account is blacklisted", "blacklisted"),
        ("Sender is on the blocklist", "blacklisted"),
        ("INSUFFICIENT_OUTPUT_AMOUNT", "revert_reason"),
        ("UniswapV2Router: EXPIRED", "revert_reason"),
        ("   ", "unexplained"),
        ("\u200b\u202e", "unexplained"),
    ],
)
def test_reasons_in_words(words: str, verdict: str) -> None:
    assert reason_of(said(words)).verdict == verdict
    assert reason_of(b"", words).verdict == verdict


def test_words_that_are_no_text_are_still_words() -> None:
    assert reason_of(said(b"\xff\xfeno")).text.endswith("no")


@pytest.mark.parametrize(
    ("signature", "verdict"),
    [
        ("ERC20InsufficientBalance(address,uint256,uint256)", "token_balance_short"),
        ("ERC20InsufficientAllowance(address,uint256,uint256)", "allowance_short"),
        ("EnforcedPause()", "paused"),
        ("AccessControlUnauthorizedAccount(address,bytes32)", "custom_error"),
    ],
)
def test_known_errors_have_their_names(signature: str, verdict: str) -> None:
    name = signature.partition("(")[0]
    assert reason_of(calls.selector(signature) + packed(1, 2, 3)) == Reason(verdict, name=name)


def test_unknown_errors_have_their_number() -> None:
    assert reason_of(bytes.fromhex("deadbeef")) == Reason("custom_error", name="0xdeadbeef")


def test_a_panic_has_its_code() -> None:
    assert reason_of(calls.selector("Panic(uint256)") + packed(0x11)) == Reason("panic", panic=0x11)


def test_nothing_returned_is_unexplained() -> None:
    assert reason_of(b"") == reason_of(b"\1\2") == Reason("unexplained")


# ---- tokens --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "verdict"),
    [
        ("USDT", "no"),
        ("usdt", "no"),
        ("USDТ", "no"),
        ("U5DT", "no"),
        ("USD₮", "no"),
        ("U\u200bSDT", "no"),
        ("ＵＳＤＴ", "no"),
        ("ETH", "no"),
        ("UЅDC", "no"),
        ("USDC", "unknown"),
        ("PEPE", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_borrowed_name(symbol: str, verdict: str) -> None:
    """USDC without a contract we know may be the real one; spelt in other letters it is not."""
    assert genuine(OTHER, Token(OTHER, symbol, 6), NETWORK) == verdict


def test_the_genuine_contract_is_known_in_any_spelling_whatever_it_calls_itself() -> None:
    assert genuine(USDT.upper().replace("0X", "0x"), Token(USDT, "Fake", 6), NETWORK) == "yes"
    assert genuine_contract("usdt", NETWORK) == USDT
    assert symbol_of(Token(USDT, "Fake", 6), USDT, NETWORK) == "USDT"


@pytest.mark.parametrize(
    ("units", "decimals", "shown"),
    [(1_500_000, 6, "1.5"), (0, 6, "0"), (1, 18, "0.000000000000000001"), (2**256 - 1, 0, "1.16e+77"), (5, None, "")],
)
def test_amounts_of_tokens(units: int, decimals: int | None, shown: str) -> None:
    assert token_amount(units, Token(OTHER, "X", decimals)) == shown


def test_allowances() -> None:
    assert allowance_text(2**255, None) == "unlimited"
    assert allowance_text(0, None) == "0"
    assert allowance_text(5, None) == ""
    assert allowance_text(5_000_000, Token(USDT, "USDT", 6)) == "5"
