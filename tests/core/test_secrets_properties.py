"""Properties of the guard under random phrases, separators, decorations and prose."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from tests.core.secret_material import seeded, words_of
from walletdesk.core import secrets

pytestmark = pytest.mark.slow

QUIET = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LANGUAGES = sorted(Mnemonic.list_languages())

entropies = st.sampled_from([16, 20, 24, 28, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size))
# Random bytes as a phrase generator makes them: hypothesis likes zeros, which no wallet produces.
phrases = st.builds(
    lambda seed, size, language: words_of(seeded(seed).randbytes(size), language),
    st.integers(0, 2**32),
    st.sampled_from([16, 20, 24, 28, 32]),
    st.sampled_from(LANGUAGES),
)
joints = st.sampled_from(
    [" ", ", ", "\n", ";", " / ", " | ", "-", "...", "\t", " 🔑 ", "\u3000", "、", ",", "\r\n", "_"]
)
numbers = st.sampled_from(
    ["{w}", "{n}. {w}", "{n}){w}", "#{n} {w}", "word{n}: {w}", "第{n}个{w}", "({n}) {w}", "“{w}”", "{w}({n})"]
)
cases = st.sampled_from([str, str.upper, str.title, lambda text: "\u200b".join(text)])
surroundings = st.sampled_from(
    [
        ("", ""),
        ("my phrase is ", " please help"),
        ("我的助记词是 ", " 导入失败了怎么办"),
        ("Hi! I have this:\n", "\nIt fails."),
        ("“", "”"),
    ]
)

SUBJECTS = [
    "my wallet",
    "the transfer",
    "this token",
    "the network",
    "your phone",
    "the exchange",
    "a friend of mine",
]
VERBS = [
    "shows",
    "cannot find",
    "is still waiting for",
    "has lost",
    "did not update",
    "asked about",
    "will not open",
]
OBJECTS = [
    "the balance",
    "an error",
    "any of the coins",
    "the second address",
    "a strange code",
    "the wrong word",
]
JOINS = [" and ", ", but ", ". Then ", " because ", ", so ", "; "]
sentences = st.builds(" ".join, st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(VERBS), st.sampled_from(OBJECTS)))


@QUIET
@given(phrases, joints, numbers, cases, surroundings)
def test_a_valid_phrase_is_always_found(words, joint, number, case, around) -> None:  # type: ignore[no-untyped-def]
    told = joint.join(number.format(n=n, w=word) for n, word in enumerate(words, 1))
    redacted = secrets.redact(around[0] + case(told) + around[1])
    assert "mnemonic" in redacted.found
    left = redacted.text.lower().replace("\u200b", "")
    assert not any(joint.join(words[at : at + 3]).lower() in left for at in range(len(words) - 2))
    assert redacted.text.startswith(around[0][:2])


@QUIET
@given(entropies, st.sampled_from(LANGUAGES))
def test_any_entropy_at_all_is_found(entropy: bytes, language: str) -> None:
    assert "mnemonic" in secrets.redact(" ".join(words_of(entropy, language))).found


@QUIET
@given(st.lists(sentences, min_size=1, max_size=30), st.sampled_from(JOINS))
def test_prose_is_never_a_phrase(parts: list[str], join: str) -> None:
    text = join.join(parts)
    assert secrets.find(text) == ()
    window = secrets.Window()
    assert [window.see(part).found for part in parts] == [()] * len(parts)


@QUIET
@given(st.text(st.characters(), max_size=300))
def test_nothing_raises_and_spans_are_in_range(text: str) -> None:
    end = 0
    for finding in secrets.find(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end
    secrets.Window().see(text)
    secrets.mask_hashes(text)


TRIGGERS = [
    "private key ",
    "0x",
    "wc:",
    "[mnemonic]",
    '{"crypto":{"ciphertext":"',
    "my password is ",
    "密码是",
    "助记词",
]
TRIGGERS += ["5K", "xprv", "\ud800", "\u200b", " "]
fragments = st.one_of(
    phrases.map(" ".join),
    sentences,
    st.integers(0, 99).map(lambda seed: seeded(seed).randbytes(32).hex()),
    st.sampled_from(TRIGGERS),
)


@QUIET
@given(st.lists(fragments, max_size=8))
def test_redaction_is_idempotent(parts: list[str]) -> None:
    once = secrets.redact("".join(parts))
    assert secrets.redact(once.text) == secrets.Redacted(once.text, ())


@QUIET
@given(st.text(st.sampled_from("0123456789abcdefABCDEFx \n"), max_size=400))
def test_no_run_of_64_hex_digits_survives_masking(text: str) -> None:
    masked = secrets.mask_hashes(text)
    assert max(map(len, "".join(c if c in "0123456789abcdefABCDEF" else " " for c in masked).split()), default=0) < 64
