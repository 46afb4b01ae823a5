"""Single words of a phrase, told by their place or as what the phrase is; passwords and codes beside their name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.core.secret_material import hex64, phrase_words
from walletdesk.core import secrets
from walletdesk.core.secrets import Window, told
from walletdesk.core.secrets.folding import Folded

ROOT = Path(__file__).parents[2]
TOLD = [
    ("我的助记词前6个是 apple banana orange grape lemon cherry", "mnemonic_part",
     "apple banana orange grape lemon cherry"),
    ("only know the first four words: legal winner thank year", "mnemonic_part", "legal winner thank year"),
    ("mnemonic: apple, banana, orange", "phrase_part", "apple, banana, orange"),
    ("助记词 apple banana orange 后面忘了", "phrase_part", "apple banana orange"),
    ("my seed phrase is: legal winner thank", "phrase_part", "legal winner thank"),
    ("第五个是 zebra", "phrase_part", "zebra"),
    ("第5个:zebra", "phrase_part", "zebra"),
    ("第一个单词是 abandon，第二个不记得了", "phrase_part", "abandon"),
    ("助记词的最后一个词是zoo", "phrase_part", "zoo"),
    ("助记词第2个应该是 ocean 吧", "phrase_part", "ocean"),
    ("第三个词 zebra 标红了", "phrase_part", "zebra"),
    ("我的助记词是 zebra", "phrase_part", "zebra"),
    ("zebra 是第五个词", "phrase_part", "zebra"),
    ("abandon is my first word", "phrase_part", "abandon"),
    ("word #3: zebra", "phrase_part", "zebra"),
    ("the 3rd word “zebra” shows red", "phrase_part", "zebra"),
    ("The last word is zoo, I forgot the rest", "phrase_part", "zoo"),
    ("第五个字是 鸟", "phrase_part", "鸟"),
    ("前三个词是 飞 抽 猪", "phrase_part", "飞 抽 猪"),
    ("第三个词我记得是ab 开头", "phrase_part", "ab"),
    ("the third word starts with ab", "phrase_part", "ab"),
]  # fmt: skip
NOT_TOLD = [
    "is 'abandon' a valid word?", "abandon is the first word of the list", "the third word is wrong", "第三个词是错的",
    "第三个词是空", "the last word is missing", "the last word is red", "my seed phrase is safe", "my phrase is lost",
    "the phrase is correct but the balance is zero", "seed phrase is valid", "助记词是什么", "助记词是 12 个单词",
    "助记词 mnemonic phrase word 是什么", "my seed is written on paper", "all words are black, none is red",
    "第一个是 token 的问题，第二个是 gas 不够", "第一个钱包叫 tiger",
    "the first is a swap and the second is a transfer",
    "a second-hand phone", "do not use a third-party keyboard", "最后几个字是 transfer failed", "words page all black",
    "第一步是 connect wallet", "my first question is about gas", "the second is still pending",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "word"), TOLD)
def test_a_word_that_is_told_is_cut_out(text: str, kind: str, word: str) -> None:
    redacted = secrets.redact(text)

    assert redacted.found == (kind,)
    assert redacted.text == text.replace(word, f"[{kind}]")


def test_two_words_of_one_message_are_both_cut_out() -> None:
    text = secrets.redact("my first word is abandon and second is ability").text

    assert text == "my first word is [phrase_part] and second is [phrase_part]"


@pytest.mark.parametrize("text", NOT_TOLD)
def test_talk_about_words_tells_none(text: str) -> None:
    assert secrets.find(text) == ()
    assert Window().see(text).found == ()


def test_no_training_message_tells_a_word_or_a_code() -> None:
    files = sorted((ROOT / "data").rglob("nlu.yml"))
    blocks = [group.get("examples", "") for file in files for group in yaml.safe_load(file.read_text("utf-8"))["nlu"]]
    messages = [line.strip()[2:] for block in blocks for line in str(block).splitlines() if line.strip()[:2] == "- "]

    assert len(messages) > 5000
    assert [text for text in messages if secrets.find(text) or Window().see(text).found] == []


@pytest.mark.parametrize("frame", ["第{}个是 {}", "第{}个 {}", "第{}个词是{}", "word {} is {}", "the {}th word is {}"])
def test_a_phrase_told_word_by_word_is_known_by_the_third(frame: str) -> None:
    for seed in range(40):
        window = Window()
        found = [window.see(frame.format(place, word)).found for place, word in enumerate(phrase_words(seed)[:3], 1)]

        assert found[-1] in (("mnemonic_part",), ("mnemonic",)), f"seed {seed}"


def test_places_of_other_things_pass() -> None:
    window = Window()
    talk = ["第一个是 token", "why is it so", "第二个是 imtoken 钱包", "the first is pending", "第三个地址"]

    assert [window.see(text).found for text in talk] == [()] * len(talk)


def test_once_a_word_was_told_a_place_is_enough() -> None:
    window = Window()

    assert [window.see(text).found for text in ("第五个是 zebra", "what now", "第六个 tiger")] == [
        ("phrase_part",), (), ("phrase_part",),
    ]  # fmt: skip


def test_rows_of_list_words_add_up_although_some_are_everyday_words() -> None:
    window = Window()
    rows = ["legal winner thank year", "wave sausage worth useful", "legal winner thank yellow"]
    seen = [window.see(row) for row in rows]

    assert seen[0].found == ()
    assert [each.text for each in seen[1:]] == ["[mnemonic]", "[mnemonic]"]


def test_single_words_count_where_the_phrase_was_spoken_of() -> None:
    told_of, silent = Window(), Window()
    told_of.see("我还记得几个助记词")
    words = ["apple", "banana", "orange", "grape"]

    assert [told_of.see(word).found for word in words][-1] == ("mnemonic_part",)
    assert [silent.see(word).found for word in words] == [()] * 4


def test_everyday_answers_in_a_talk_about_a_phrase_pass() -> None:
    window = Window()
    talk = ["how do I write my recovery phrase", "paper", "photo", "laptop", "phone", "yes", "next", "error", "wrong"]

    assert [window.see(text).found for text in talk] == [()] * len(talk)


@pytest.mark.parametrize("key", ["key", "Key", "symKey"])
def test_a_pairing_link_with_a_key_is_a_link(key: str) -> None:
    link = f"wc:8a5e5bdc-a0e4@1?bridge=https%3A%2F%2Fbridge.example.org&{key}={hex64(3)}"

    assert secrets.redact(f"scan fails {link} why").text == "scan fails [pairing_link] why"


WRITTEN_OUT = [
    ("密码hunter2A!x 输进去提示错误", "password", "hunter2A!x"),
    ("我的密码 Tiger2020 错了", "password", "Tiger2020"),
    ("password Tiger#2020 not accepted", "password", "Tiger#2020"),
    ("password is Tiger#2020", "password", "Tiger#2020"),
    ("验证码 834921 发给你了", "code", "834921"),
    ("验证码是834921", "code", "834921"),
    ("my otp is 834921", "code", "834921"),
    ("834921 is my otp", "code", "834921"),
    ("verification code: 123 456", "code", "123 456"),
]


@pytest.mark.parametrize(("text", "kind", "value"), WRITTEN_OUT)
def test_what_is_written_out_is_cut_out(text: str, kind: str, value: str) -> None:
    assert secrets.redact(text) == secrets.Redacted(text.replace(value, f"[{kind}]"), (kind,))


@pytest.mark.parametrize(
    "text",
    [
        "忘了密码", "password 8 characters", "密码8-16位", "密码错误3次", "password iPhone15 changed",
        "密码 imToken2.0 里改",
        "验证码收不到", "验证码6位数", "验证码60秒内有效", "验证码 2024年就收不到", "otp 30000 usdt",
        "error code 50013",
        "verification code expired 20 minutes", "verification code 5000 usdt",
    ],
)  # fmt: skip
def test_a_password_or_code_that_is_only_spoken_of_passes(text: str) -> None:
    assert secrets.find(text) == ()


def test_nothing_shows_a_told_word() -> None:
    text = "my first word is abandon and the second word is zebra"
    window = Window()
    shown = [repr(each) for each in (*secrets.find(text), window.see(text), window, *told.quoted(Folded(text)))]

    assert not any(word in line for line in shown for word in ("abandon", "zebra"))
    assert not any(isinstance(value, str) for name in Window.__slots__ for value in [getattr(window, name)])


def test_telling_is_read_in_linear_time() -> None:
    for text in ("第一个是 " * 400, "the first word is " * 110, "word 1: " * 240, "zebra is my " * 160):
        assert len(secrets.redact(text).text) > 0
