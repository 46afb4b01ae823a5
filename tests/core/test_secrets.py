"""The secret guard on single messages: what it must find, what it must let pass, what it must never say."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from mnemonic import Mnemonic

from tests.core.secret_material import hex64, material, phrase_words, seeded
from walletdesk.core import secrets

CASES: dict[str, Any] = yaml.load(
    (Path(__file__).parents[1] / "data" / "secret_cases.yml").read_text("utf-8"),
    yaml.BaseLoader,  # noqa: S506 (it builds strings only)
)
LANGUAGES = sorted(Mnemonic.list_languages())
SIZES = (12, 15, 18, 21, 24)
CIRCLED = [
    unicodedata.lookup(f"CIRCLED DIGIT {name}")
    for name in ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]
]


def fill(text: str, values: dict[str, str]) -> str:
    """str.format would stumble over the braces of JSON."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def built(case: dict[str, str]) -> tuple[str, str]:
    """The case's text, and the secret in it."""
    seed = int(case.get("seed", "0"))
    values = material(seed)
    if "words" in case:
        words = phrase_words(seed, int(case["words"]), case.get("language", "english"))
        values["phrase"] = case.get("joint", " ").join(words)
    used = [value for name, value in values.items() if "{" + name + "}" in case["text"]]
    return fill(case["text"], values), used[0] if used else ""


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in secrets.find(text)]


@pytest.mark.parametrize("case", CASES["must_find"], ids=lambda case: case["name"])
def test_the_secret_is_found_and_cut_out(case: dict[str, str]) -> None:
    text, secret = built(case)
    assert kinds(text) == [case["kind"]]
    redacted = secrets.redact(text)
    assert redacted.found == (case["kind"],)
    assert f"[{case['kind']}]" in redacted.text
    assert not secret or secret not in redacted.text


@pytest.mark.parametrize("text", CASES["must_pass"])
@pytest.mark.parametrize("seed", [101, 102, 103])
def test_innocent_text_passes(text: str, seed: int) -> None:
    text = fill(text, material(seed))
    assert kinds(text) == []
    assert secrets.redact(text) == secrets.Redacted(text, ())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_official_list_and_length(language: str, size: int) -> None:
    for seed in range(8):
        assert kinds(" ".join(phrase_words(seed, size, language))) == ["mnemonic"]


STYLES = {
    "comma": lambda words: ", ".join(words),
    "bare comma": lambda words: ",".join(words),
    "newline": lambda words: "\n".join(words),
    "semicolon": lambda words: ";".join(words),
    "slash": lambda words: "/".join(words),
    "pipe": lambda words: " | ".join(words),
    "hyphen": lambda words: "-".join(words),
    "dots": lambda words: "...".join(words),
    "tab": lambda words: "\t".join(words),
    "emoji": lambda words: "🔑".join(words),
    "full-width space": lambda words: "\u3000".join(words),
    "Chinese comma": lambda words: "、".join(words),
    "underscore": lambda words: "_".join(words),
    "escaped line end": lambda words: "\\n".join(words),
    "quoted": lambda words: str(words),
    "1. word": lambda words: "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1)),
    "1)word": lambda words: " ".join(f"{n}){word}" for n, word in enumerate(words, 1)),
    "word1:": lambda words: "\n".join(f"word{n}: {word}" for n, word in enumerate(words, 1)),
    "第1个": lambda words: "，".join(f"第{n}个{word}" for n, word in enumerate(words, 1)),
    "circled": lambda words: "".join(f"{CIRCLED[n % 9]}{word}" for n, word in enumerate(words)),
    "two a line": lambda words: "\n".join(f"{a} {b}" for a, b in zip(words[::2], words[1::2], strict=True)),
    "backwards": lambda words: " ".join(reversed(words)),
    "zero width": lambda words: " ".join("\u200b".join(word) for word in words),
    "upper": lambda words: " ".join(words).upper(),
    "quoted in a message": lambda words: f"hi, I tried “{' '.join(words)}” twice, please help",
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", ["english", "spanish", "korean", "japanese", "chinese_simplified"])
def test_any_separator_and_decoration(style: str, language: str) -> None:
    for seed in range(20):
        text = STYLES[style](phrase_words(seed, 12, language))
        assert kinds(text) == ["mnemonic"], f"seed {seed}"


def misspelt(word: str) -> str:
    return word[:2] + ("x" if word[2] != "x" else "k") + word[3:]


SLIPS = {
    "one word misspelt": lambda words: [*words[:5], misspelt(words[5]), *words[6:]],
    "two words swapped": lambda words: [*words[:3], words[4], words[3], *words[5:]],
    "one word missing": lambda words: words[1:],
    "two words missing": lambda words: words[:-2],
    "first four letters": lambda words: [word[:4] for word in words],
    "spelt backwards": lambda words: [word[::-1] for word in words],
    "full-width letters": lambda words: ["".join(chr(ord(c) + 0xFEE0) for c in word) for word in words],
    "mathematical letters": lambda words: ["".join(chr(ord(c) - 97 + 0x1D41A) for c in word) for word in words],
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_phrase_with_slips_is_still_one(slip: str) -> None:
    for seed in range(40):
        assert kinds(" ".join(SLIPS[slip](phrase_words(seed)))) == ["mnemonic"], f"seed {seed}"


@pytest.mark.parametrize("language", ["french", "spanish", "czech", "portuguese", "turkish"])
def test_accents_may_be_dropped(language: str) -> None:
    for seed in range(20):
        text = unicodedata.normalize("NFD", " ".join(phrase_words(seed, 12, language)))
        plain = "".join(c for c in text if not unicodedata.combining(c)).replace("ı", "i")
        assert kinds(plain) == ["mnemonic"], f"seed {seed}"


def test_words_written_together() -> None:
    for seed in range(40):
        words = phrase_words(seed)
        assert kinds("".join(words)) == ["mnemonic"], f"seed {seed}"
        assert kinds("".join(word.capitalize() for word in words)) == ["mnemonic"], f"seed {seed}"


def test_the_public_test_phrase() -> None:
    assert secrets.find("abandon " * 11 + "about") == (secrets.Finding("mnemonic", 0, 93),)


def test_a_span_ends_behind_invisible_and_combining_characters() -> None:
    words = phrase_words(3, 12, "japanese")
    text = "x: " + unicodedata.normalize("NFD", "\u3000".join(words)) + "\u200b !"
    (finding,) = secrets.find(text)
    assert text[: finding.start] == "x: "
    assert text[finding.end :] == " !"


def test_several_secrets_in_one_message() -> None:
    text = f"phrase {' '.join(phrase_words(1))} and private key {hex64(2)} my password is Blue77sky!"
    assert secrets.redact(text).found == ("mnemonic", "private_key", "password")


def test_a_list_of_keys_is_cut_out_whole() -> None:
    text = f"private keys: {hex64(1)}, {hex64(2)} and {hex64(3)}"
    assert kinds(text) == ["private_key"] * 3


def test_a_word_list_of_synonyms_is_no_phrase() -> None:
    assert kinds("human, person, agent, real person, human agent, person, human, real human, agent person") == []


@pytest.mark.parametrize("seed", range(5))
def test_hashes_are_shortened(seed: int) -> None:
    digits = hex64(seed)
    short = f"{digits[:4]}…{digits[-4:]}"
    assert secrets.mask_hashes(f"a 0x{digits}, b {digits}.") == f"a 0x{short}, b {short}."
    assert secrets.mask_hashes(f"{digits}{digits}") == f"{digits[:4]}…{digits[-4:]}"
    assert secrets.mask_hashes(f"0x{digits[:40]}") == f"0x{digits[:40]}"


def test_nothing_shows_text() -> None:
    phrase = " ".join(phrase_words(7))
    redacted, window = secrets.redact(phrase), secrets.Window()
    seen = window.see(phrase)
    shown = [repr(part) + str(part) for part in (*secrets.find(phrase), redacted, seen, window)]
    assert not any(word in text for word in set(phrase.split()) for text in shown)


@pytest.mark.parametrize("wrong", [None, 5, ["list"]])
def test_an_argument_that_is_no_text_is_refused_without_quoting_it(wrong: Any) -> None:
    with pytest.raises((TypeError, AttributeError)) as error:
        secrets.find(wrong)
    assert str(wrong) not in str(error.value) or wrong is None


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "\ud800", "[mnemonic]", "第", "{" * 2000, "0x", "wc:", "kdf" + '"' * 999]
)
def test_odd_text_is_no_secret(text: str) -> None:
    assert secrets.find(text) == ()


def test_an_endless_row_of_words_is_cut_out_as_one() -> None:
    some = seeded(1)
    text = " ".join(some.choices(phrase_words(5), k=40_000))
    assert [(f.start, f.end) for f in secrets.find(text)] == [(0, len(text))]
