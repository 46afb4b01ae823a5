"""Builds tests/data/guard_cases.json, which holds the server's secret guard and the browser's to the same answers.

Every secret comes from a seed. `python -m tests.core.guard_cases` writes the file again; it must come out the same
every time (tests/core/test_guard_cases.py). A case is {id, text, kinds, where}: `kinds` are to be found in the text as
the first message of a conversation, `where` says which guards must ("both", or "server" alone). A conversation is
{id, messages, refused, kinds}: the message at `refused` (from 0) is the first that is stopped.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.core.phrase_layouts import LAYOUTS, SLIPS, Words
from tests.core.secret_material import base58, base58check, hex64, material, phrase_words, seeded

DATA = Path(__file__).parents[1] / "data"
FILE = DATA / "guard_cases.json"
SEED = 5_000
SIZES = (12, 15, 18, 21, 24)
# The lists that the browser's guard has, too.
LANGUAGES = (
    *("english", "chinese_simplified", "chinese_traditional", "japanese", "korean"),
    *("french", "italian", "spanish", "portuguese", "czech"),
)
SERVER_LANGUAGES = ("russian", "turkish")
Case = dict[str, Any]


# Too long to be taken for a piece of a phrase, so that it takes the search for whole ones.
LETTER = (
    "Good morning, I am writing because the transfer of last week has still not arrived and nobody answers me. " * 4
)
MATERIAL = (
    ("private_key", "my private key: 0x{hex64}"),
    ("private_key", "这是我的私钥 {hex64} 导入不了"),
    ("private_key", "{hex64} 这是我的私钥"),
    ("private_key", "我的私鑰是{hex64}"),
    ("private_key", "pk={hex64}"),
    ("private_key", "private key\n{hex64_broken}"),
    ("private_key", "secret key is 0x{hex64}, why is the balance zero?"),
    ("wif", "导入 {wif} 提示错误"),
    ("wif", "{wif}"),
    ("wif", "{wif_mistyped}"),
    ("extended_key", "root {xprv}"),
    ("extended_key", "{xprv}"),
    ("solana_key", "my solana private key is {solana}"),
    ("solana_key", "{solana_bytes}"),
    ("eos_key", "owner {eos}"),
    ("sui_key", "sui {sui}"),
    ("keystore", "{keystore}"),
    ("keystore", "我的文件\n{keystore_pretty}\n打不开"),
    ("keystore", "{keystore_escaped}"),
    ("keystore", "{keystore_single}"),
    ("keystore", "{keystore_cut}"),
    ("pairing_link", "scan wc:{hex64}@2?relay-protocol=irn&symKey={hex64} please"),
    ("password", "my password is Blue77sky{digits}!"),
    ("password", "密码是abc{digits}，打不开"),
    ("password", "pin: {digits}"),
    ("code", "验证码是{digits}"),
    ("code", "verification code is {digits}"),
    ("code", "短信验证码 {digits}，还是登不上"),
)


def cases() -> list[Case]:
    return [*_phrases(), *_slips(), *_chinese(), *_told(), *_material(), *_innocent()]


def _case(name: str, text: str, kinds: list[str], where: str = "both") -> Case:
    return {"id": name, "text": text, "kinds": kinds, "where": where}


def _phrases() -> Iterator[Case]:
    """Each list and length in five layouts, so that every layout meets every kind of script."""
    layouts, turn = list(LAYOUTS), 0
    for language in (*LANGUAGES, *SERVER_LANGUAGES):
        for size in SIZES:
            for _ in range(5):
                layout = layouts[turn % len(layouts)]
                words = phrase_words(SEED + turn, size, language)
                where = "server" if language in SERVER_LANGUAGES else "both"
                yield _case(f"{language}, {size} words, {layout}", LAYOUTS[layout](words), ["mnemonic"], where)
                turn += 1


def _slips() -> Iterator[Case]:
    for turn, (slip, change) in enumerate(SLIPS.items()):
        for size in (12, 24):
            words = phrase_words(SEED + 1_000 + 2 * turn + size, size)
            yield _case(f"{slip}, {size} words", " ".join(change(words)), ["mnemonic"])
            yield _case(
                f"{slip} in a long letter, {size} words",
                f"{LETTER}“{' '.join(change(words))}”. {LETTER}",
                ["mnemonic"],
            )
    for turn, language in enumerate(("french", "spanish", "czech", "portuguese")):
        text = unicodedata.normalize("NFD", " ".join(phrase_words(SEED + 1_100 + turn, 12, language)))
        plain = "".join(char for char in text if not unicodedata.combining(char))
        yield _case(f"{language} without accents", plain, ["mnemonic"])
    yield _case("the public test phrase", "abandon " * 11 + "about", ["mnemonic"])


def _chinese() -> Iterator[Case]:
    """Without separators: by its checksum, or in groups."""
    for turn, language in enumerate(("chinese_simplified", "chinese_traditional")):
        for size in SIZES:
            words = "".join(phrase_words(SEED + 1_200 + 10 * turn + size, size, language))
            yield _case(f"{language}, {size} characters in a row", words, ["mnemonic"])
            yield _case(f"{language}, {size} characters, announced", f"我的助记词是：{words}，请帮我", ["mnemonic"])
        words = "".join(phrase_words(SEED + 1_230 + turn, 12, language))
        lines = "\n".join(words[at : at + 4] for at in range(0, 12, 4))
        yield _case(f"{language}, four characters a line", lines, ["mnemonic"])


def _told() -> Iterator[Case]:
    """Words by their place, and pieces that are a phrase in the making."""
    words = _plain_words(SEED + 1_300, 12)
    yield _case("one word in Chinese", f"第三个单词是 {words[0]}", ["phrase_part"])
    yield _case("one word in English", f"the fifth word is {words[1]}", ["phrase_part"])
    yield _case("one word behind", f"{words[2]} is my second word", ["phrase_part"])
    yield _case("first letters", "我的助记词第一个词是 ab 开头的", ["phrase_part"])
    yield _case("the first four", f"the first four words: {' '.join(words[:4])}", ["mnemonic_part"])
    yield _case("前四个", f"助记词前四个是 {' '.join(words[4:8])}", ["mnemonic_part"])
    yield _case("six words and nothing else", " ".join(words[:6]), ["mnemonic_part"])
    yield _case("six words in a row of commas", ", ".join(words[6:]), ["mnemonic_part"])


def _plain_words(seed: int, count: int) -> Words:
    """Words of the English list that no sentence of a wallet's user would hold."""
    rare = (
        "anchor,bamboo,cactus,donkey,eagle,fabric,galaxy,hamster,jaguar,kangaroo,lobster,muffin,noodle,ostrich,pelican"
    )
    return seeded(seed).sample(rare.split(","), k=count)


def _material() -> Iterator[Case]:
    for turn, (kind, text) in enumerate(MATERIAL):
        for seed in (SEED + 2_000 + turn, SEED + 2_100 + turn):
            yield _case(f"{kind} {turn + 1}, seed {seed}", _filled(text, seed), [kind])


def _filled(text: str, seed: int) -> str:
    some = seeded(seed)
    values = {
        **material(seed),
        "digits": f"{some.randrange(200_000, 900_000)}",
        "hex64_other": hex64(seed + 1),
        "wif_mistyped": material(seed)["wif"][:-2] + "zz",
        "evm": f"0x{some.randbytes(20).hex()}",
        "evm_other": f"0x{some.randbytes(20).hex()}",
        "tron": base58check(b"\x41" + some.randbytes(20)),
        "btc": base58check(b"\x05" + some.randbytes(20)),
        "sol": base58(b"\x7f" + some.randbytes(31)),
        "xpub": base58check(b"\x04\x88\xb2\x1e" + some.randbytes(74)),
        "calldata": f"0x095ea7b3{some.randbytes(64).hex()}",
    }
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _innocent() -> Iterator[Case]:
    written = yaml.load((DATA / "guard_innocent.yml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    for language, texts in written.items():
        for turn, text in enumerate(texts):
            yield _case(f"innocent {language} {turn + 1}", _filled(text, SEED + 3_000 + turn), [])


CHATTER = ("好的", "one sec", "还有吗", "ok", "我在找", "是这个吗")


def conversations() -> list[Case]:
    """Phrases in pieces, and keys announced by the message before; what must be stopped, and where, is written down by
    hand: the browser and the server must agree on the very message."""
    words = phrase_words(SEED + 4_000)
    threes = [" ".join(_plain_words(SEED + 4_001, 12)[at : at + 3]) for at in range(0, 12, 3)]
    ones = _plain_words(SEED + 4_002, 12)
    han = "".join(phrase_words(SEED + 4_005, 12, "chinese_simplified"))
    told = _plain_words(SEED + 4_004, 3)
    return [
        _talk("two halves", [" ".join(words[:6]), " ".join(words[6:])], 0, ["mnemonic_part"]),
        _talk("three words at a time", threes, 2, ["mnemonic"]),
        _talk("one word at a time", ones, 8, ["mnemonic"]),
        _talk("one word at a time, with chatter", _with_chatter(ones), 16, ["mnemonic"]),
        _talk(
            "rows with everyday words", ["network cactus device jaguar", "phone bamboo test muffin"], 1, ["mnemonic"]
        ),
        _talk("four characters at a time", [han[at : at + 4] for at in range(0, 12, 4)], 2, ["mnemonic"]),
        _talk("after a word about the phrase", ["我把助记词发给你", *threes], 2, ["mnemonic_part"]),
        _talk("a key after its announcement", ["this is my private key:", hex64(SEED + 4_003)], 1, ["private_key"]),
        _talk(
            "a word in its place",
            [f"第{n}个单词是 {word}" for n, word in zip("一二三", told, strict=True)],
            0,
            ["phrase_part"],
        ),
        _talk("hashes only", [f"hash {hex64(SEED + 4_010 + n)}" for n in range(4)], -1, []),
        _talk(
            "a conversation",
            ["转账一直打包中", "以太坊", hex64(SEED + 4_020), "三个小时", "没有，只有这一笔", "yes"],
            -1,
            [],
        ),
        _talk(
            "answers that are list words",
            ["slow", "ethereum", "wallet error", "yes it is", "the first one", "ok thanks"],
            -1,
            [],
        ),
    ]


def _talk(name: str, messages: list[str], refused: int, kinds: list[str]) -> Case:
    return {"id": name, "messages": messages, "refused": refused, "kinds": kinds}


def _with_chatter(words: Words) -> list[str]:
    return [each for n, word in enumerate(words) for each in (word, CHATTER[n % len(CHATTER)])]


def rendered() -> str:
    data = {"cases": cases(), "conversations": conversations()}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered(), "utf-8")
