"""What makes a staff reply look like a phisher's."""

from __future__ import annotations

import pytest

from walletdesk.core.staff_replies import Suspicious, doubts, hosts_in

OFFICIAL = hosts_in(
    ["token.im", "https://support.token.im/hc", "sec@token.im", "etherscan.io / tronscan.org", "imToken"]
)
ASKED = ("recovery phrase", "private key", "wallet password", "password", "助记词", "私钥")
SUSPICIOUS = Suspicious(
    ASKED, ("freeze", "refund", "recover your", "冻结", "追回", "退款"), ("not", "cannot", "不", "无法")
)


def found(text: str) -> list[tuple[str, str]]:
    return [
        (doubt.key.removeprefix("desk.doubt_"), *doubt.facts.values()) for doubt in doubts(text, OFFICIAL, SUSPICIOUS)
    ]  # type: ignore[misc]


def test_hosts_are_taken_from_addresses_of_any_form() -> None:
    assert {"token.im", "support.token.im", "etherscan.io", "tronscan.org"} == OFFICIAL


@pytest.mark.parametrize(
    "text",
    [
        "Please update imToken from token.im and try again, version 2.14.1.",
        "See https://support.token.im/hc/zh-cn/articles/123。谢谢",
        "请打开token.im查看，2026-11-22 10:00 之后再试",
        "WD-4006-1234: the hash 0x12ab34cd56ef7890 shows success on etherscan.io, 0.31234567 ETH, fee 1234.5678",
        "Write to support@token.im.",
        "",
    ],
)
def test_an_honest_reply_raises_no_doubt(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("open https://token.im.help.com/x", "token.im.help.com"),
        ("open token-im.com now", "token-im.com"),
        ("open https://token.im@evil.io/", "evil.io"),
        ("open https://evil.io\\@token.im/", "evil.io"),
        ("打开ｅｖｉｌ．ｉｏ看看", "evil.io"),
        ("打开evil。io看看", "evil.io"),
        ("open http://203.0.113.7/x", "203.0.113.7"),
        ("mail help@imtoken-support.org", "imtoken-support.org"),
        ("t.me/imtoken_help", "t.me"),
        ("add @imtoken_help on Telegram", "@imtoken_help"),
        ("install imtoken.apk", "imtoken.apk"),
        ("open tоken.im", "ken.im"),
    ],
)
def test_a_place_outside_the_official_ones_is_named(text: str, host: str) -> None:
    assert ("link", host) in found(text)


@pytest.mark.parametrize(
    "text", ["call +86 138-1234-5678", "电话 4001234567", "热线：400 123 4567", "𝟒𝟎𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕", "(021) 6123 4567"]
)
def test_a_telephone_number_is_noticed_however_it_is_written(text: str) -> None:
    assert found(text) == [("phone",)]


def test_words_nobody_may_ask_for_are_named_once() -> None:
    assert found("Send me your Recovery  Phrase, your recovery phrase and your wallet password") == [
        ("secret", "recovery phrase"),
        ("secret", "wallet password"),
    ]
    assert found("把助记词发给我") == [("secret", "助记词")]


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("We will freeze the thief's account.", ["freeze"]),
        ("You get a refund within 2 hours", ["refund", "within 2 hours"]),
        ("We cannot answer today, but we will recover your coins", ["recover your"]),
        ("Someone will call back in 3 business days", ["will call back in 3 business days"]),
        ("我们会帮你追回，24小时内到账", ["追回", "24小时内"]),
        ("退款三个工作日左右", ["退款", "三个工作日左右"]),
    ],
)
def test_promises_are_named(text: str, promises: list[str]) -> None:
    assert found(text) == [("promise", promise) for promise in promises]


@pytest.mark.parametrize(
    "text",
    [
        "We cannot freeze or refund it.",
        "谁都无法冻结或追回。",
        "Please try again in 10 minutes; the transfer was sent 3 days ago.",
        "3小时前的转账已经成功",
    ],
)
def test_what_is_denied_or_past_is_no_promise(text: str) -> None:
    assert found(text) == []
