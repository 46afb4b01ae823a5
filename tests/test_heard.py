"""Claims and hard messages are heard when they are said, and hardly ever when they are not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.understanding.test_error_texts import examples
from walletdesk.content.catalogue import to_simplified
from walletdesk.content.loader import gather
from walletdesk.core import words
from walletdesk.core.remarks import notice

ROOT = Path(__file__).parents[1]
CONTENT, _ = gather(ROOT)
SAID = yaml.safe_load((ROOT / "tests/data/heard.yml").read_text("utf-8"))
CASES = [(key, text) for key, texts in SAID.items() for text in texts]
FIRM = {watch.remark.key for watch in CONTENT.library.watches.rest if watch.remark.firm}


def heard(text: str) -> list[str]:
    return [remark.key for remark in notice(CONTENT.library.watches, to_simplified(words.fold(text)), {})]


@pytest.mark.parametrize(("key", "text"), CASES, ids=[f"{key}: {text}" for key, text in CASES])
def test_what_is_said_brings_its_remark(key: str, text: str) -> None:
    assert heard(text) == [] if key == "nothing" else key in heard(text)


def test_every_claim_and_every_hard_message_is_tried_in_both_languages() -> None:
    by_words = [watch.remark.key for watch in CONTENT.library.watches.rest if watch.ways]
    scripts = {key: {text.isascii() for text in SAID.get(key, ())} for key in by_words}

    # The names that clones use are the same in both.
    assert {key: found for key, found in scripts.items() if found != {True, False}} == {"claims.clone_name": {False}}


def test_ordinary_messages_bring_few_remarks_and_hardly_ever_a_firm_one() -> None:
    """Most of the few are true: people in the examples do ask for a phone number or two-factor login."""
    messages = list(examples())
    made = Counter(key for text in messages for key in heard(text))

    assert sum(made.values()) <= len(messages) * 0.03, made
    assert sum(made[key] for key in FIRM) <= len(messages) // 2000, {key: made[key] for key in FIRM}
