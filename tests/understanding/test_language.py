"""Which language a message is in."""

import pytest

from walletdesk.understanding.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我的钱不见了", "zh-Hans"),
        ("我的錢不見了", "zh-Hant"),
        ("点解我嘅USDT冇咗", "zh-Hant"),
        ("my coins are gone", "en"),
        ("HELP MY MONEY IS GONE", "en"),
        ("transaction failed", "en"),
        ("hi", "en"),
        ("我点了 approve 然后 USDT 没了 please help", "zh-Hans"),
        ("my 余额 is zero what should I do", "en"),
        ("转账显示 execution reverted", "zh-Hans"),
        ("insufficient funds for gas * price + value 是什么意思", "zh-Hans"),
        ("out of gas 怎么办", "zh-Hans"),
        ("没到账 https://tronscan.org/#/transaction/abc", "zh-Hans"),
        ("ok", None),
        ("USDT", None),
        ("imToken", None),
        ("12345", None),
        ("0x12ab…34cd", None),
        ("insufficient_funds", None),
        ("привет помогите", None),
        ("🙂", None),
        ("", None),
    ],
)
def test_the_dominant_language_counts(text, language):
    assert language == language_of(text)


def test_text_alike_in_both_scripts_keeps_the_conversations_script():
    assert language_of("可以", previous="zh-Hant") == "zh-Hant"
    assert language_of("可以", previous="en") == "zh-Hans"
    assert language_of("没有", previous="zh-Hant") == "zh-Hans"


def test_names_of_the_trade_do_not_make_a_message_english():
    assert language_of("Tronlink") == "en"
    assert language_of("Tronlink", neutral={"tronlink"}) is None
