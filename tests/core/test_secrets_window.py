"""A phrase that arrives in pieces, message by message."""

from __future__ import annotations

import pytest

from tests.core.secret_material import hex64, phrase_words
from walletdesk.core.secrets import Redacted, Window

CHATTER = ["hello", "ok wait", "我看看", "what happened to my wallet?", "好的"]


def seen(messages: list[str]) -> list[tuple[str, ...]]:
    window = Window()
    return [window.see(message).found for message in messages]


def pieces(words: list[str], size: int, joint: str = " ") -> list[str]:
    return [joint.join(words[at : at + size]) for at in range(0, len(words), size)]


def with_chatter(messages: list[str]) -> list[str]:
    return [line for number, message in enumerate(messages) for line in (message, CHATTER[number % 5])]


@pytest.mark.parametrize("size", [6, 4, 3])
@pytest.mark.parametrize("language", ["english", "french", "korean", "japanese", "chinese_simplified"])
def test_pieces_add_up(size: int, language: str) -> None:
    for seed in (1, 2, 3, 5, 8):
        found = seen(with_chatter(pieces(phrase_words(seed, 12, language), size)))
        assert ("mnemonic",) in found, f"seed {seed}"
        assert set(found[1::2]) == {()}, "chatter must stay readable"


def test_one_word_a_message() -> None:
    assert ("mnemonic",) in seen(["abandon"] * 12)
    assert ("mnemonic",) in seen(with_chatter(phrase_words(2)))


def test_numbered_pieces() -> None:
    words = phrase_words(4)
    first = " ".join(f"{n}. {word}" for n, word in enumerate(words[:6], 1))
    second = " ".join(f"{n}. {word}" for n, word in enumerate(words[6:], 7))
    assert seen([first, second]) == [("mnemonic_part",), ("mnemonic",)]


def test_pieces_inside_sentences() -> None:
    words = phrase_words(5)
    told = [f"the first six are {' '.join(words[:6])}", f"and then {' '.join(words[6:])} please help"]
    assert seen(told)[-1] == ("mnemonic",)


def test_six_words_alone_are_an_obvious_part() -> None:
    assert seen([" ".join(phrase_words(1)[:6])]) == [("mnemonic_part",)]


@pytest.mark.parametrize("size", [6, 4, 3])
def test_unseparated_chinese_in_equal_pieces(size: int) -> None:
    assert ("mnemonic",) in seen(pieces(phrase_words(3, 12, "chinese_simplified"), size, ""))


def test_the_words_are_cut_out_of_the_message() -> None:
    window, words = Window(), phrase_words(6)
    window.see(" ".join(words[:6]))
    assert window.see(" ".join(words[6:])) == Redacted("[mnemonic]", ("mnemonic",))


def test_a_key_announced_by_the_message_before() -> None:
    assert seen(["my private key is", hex64(1)]) == [(), ("private_key",)]
    assert seen(["我的私钥：", hex64(2)]) == [(), ("private_key",)]
    assert seen(["my private key is", "wait", hex64(1)]) == [(), (), ()]
    assert seen(["my private key is", f"txid {hex64(1)}"]) == [(), ()]


def test_memory_is_bounded_and_slides() -> None:
    window, words = Window(), phrase_words(7)
    window.see(" ".join(words[:6]))
    for _ in range(40):
        assert window.see("the transfer has not arrived yet").found == ()
    assert window.see(" ".join(words[6:])).found == ("mnemonic_part",)


def test_conversations_do_not_mix() -> None:
    words = phrase_words(8)
    first, second = Window(), Window()
    first.see(" ".join(words[:6]))
    assert second.see(" ".join(words[6:])).found == ("mnemonic_part",)


def test_an_ordinary_conversation_passes() -> None:
    talk = [
        "hello", "my transfer is stuck", "ethereum", "yes", "wallet", "error", "network", "phone", "pending", "update",
        "exchange", "usdt", "help", "token", "no", "what", "cancel", "sure", "memo field left empty", "please help me",
        "转账失败", "没到账", "手续费不够", "好的", "谢谢你", "不知道", "怎么取消", "昨天下午", "交易所", "看不到余额",
    ]  # fmt: skip
    assert set(seen(talk)) == {()}


def test_the_window_holds_no_words_and_shows_nothing() -> None:
    window, words = Window(), phrase_words(9)
    window.see(" ".join(words[:6]))
    assert repr(window) == "<Window>"
    assert not any(word in repr(fragment) for fragment in window._seen for word in words)
