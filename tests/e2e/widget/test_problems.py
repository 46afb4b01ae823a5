"""The four core problems, in Chinese and English, by pressing and by typing, to what we found and what to do."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.walks import by_buttons, by_typing

CORE = ("transfer_failed", "transfer_pending", "restore_failed", "balance_mismatch")
TYPED = {
    "transfer_failed": (
        "zh, failed on chain, read the reason, honeypot",
        "en, no reason given, the usual one is found step by step",
    ),
    "transfer_pending": (
        "zh, several unconfirmed on Ethereum, the lowest number first",
        "en, not found on the wrong explorer, then the free number",
    ),
    "restore_failed": (
        "zh, nothing known at first, the message names no reason, a letter could be another",
        "en, word invalid, pasted from notes, a fee question of support in the middle",
    ),
    "balance_mismatch": (
        "zh, zero in the app, right on the chain, no update",
        "en, bitcoin spread over address types",
    ),
}


@pytest.mark.parametrize("topic", CORE)
async def test_by_buttons_both_languages_come_to_the_same_conclusion(topic: str, visit: Visit) -> None:
    people = [await visit(language) for language in ("zh-Hans", "en")]
    zh, en = await asyncio.gather(*(by_buttons(person, topic) for person in people))
    assert zh == en
    assert len(en) == 1
    assert not any(person.watch.complaints for person in people)


@pytest.mark.parametrize("topic", CORE)
async def test_by_typing_the_conversations_of_the_content_come_true(topic: str, visit: Visit) -> None:
    people = [await visit(language) for language in ("zh-Hans", "en")]
    ways = (by_typing(person, topic, title) for person, title in zip(people, TYPED[topic], strict=True))
    assert all(await asyncio.gather(*ways))
    assert not any(person.watch.complaints for person in people)
