"""Sites, numbers and accounts in a conversation: what is said of them, by the real content and the real finder."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from walletdesk.content.lexicon import read_lexicon
from walletdesk.content.loader import Content, gather
from walletdesk.core.case import Case
from walletdesk.core.ports import Edition
from walletdesk.support import Bubble, Desk, Heard, Spoken, in_words, take_turn
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.lexicon import Lexicon

ROOT = Path(__file__).parents[1]


@functools.lru_cache(maxsize=1)
def content() -> Content:
    return gather(ROOT)[0]  # whether it is faultless is another test


@functools.lru_cache(maxsize=1)
def finder() -> EntityFinder:
    return EntityFinder(Lexicon.from_mapping(read_lexicon(ROOT / "data" / "lexicon.yml")))


class Listed:
    """A block list of one domain."""

    edition = Edition("1", "2026-11-22", 1)

    def lists(self, host: str) -> bool:
        return host == "claim-airdrop.xyz"


async def say(text: str, intent: str = "", stored: object = None, sure: float = 0.9) -> tuple[Spoken, list[Bubble]]:
    desk = Desk(content().library, home=content().home, phishing=Listed())
    entities = tuple((entity.entity, entity.value) for entity in finder().find(text))
    spoken = await take_turn(desk, stored, Heard(text, intent, sure, ((intent, sure),), entities))
    return spoken, in_words(content().catalogue, spoken)


async def test_an_official_name_that_is_asked_about_is_answer_enough() -> None:
    _, said = await say("support.token.im 是官方的吗？", "phishing_report")

    assert [bubble.key for bubble in said] == ["official.host"]
    assert "support.token.im 是官方的" in said[0].text


async def test_an_imitation_is_explained_and_the_topic_goes_on() -> None:
    spoken, said = await say("is imtoken-secure.cc official?", "phishing_report")

    assert "official.brand" in [bubble.key for bubble in said]
    assert spoken.lines[-1].buttons
    text = "\n".join(bubble.text for bubble in said)
    assert "imtoken-secure[.]cc" in text
    assert "imtoken-secure.cc" not in text


async def test_a_doubtful_name_never_stands_where_the_official_one_belongs() -> None:
    spoken, _ = await say("我下载的 imToken_v2.99.apk 是真的吗", "phishing_report")
    facts = (spoken.conversation.case or spoken.conversation.last or Case("", "")).facts

    assert facts["suspect"] == "imtoken_v2[.]99[.]apk"
    assert "site" not in facts
    assert "token.im" in content().catalogue.say("dialogue.verify", "en", {"site": "evil.com", "email": "a@evil.com"})
    assert "evil" not in content().catalogue.say("dialogue.verify", "en", {"site": "evil.com", "email": "a@evil.com"})


async def test_a_message_that_fits_nothing_opens_the_topic_of_its_imitation() -> None:
    spoken, said = await say("tokenim.com", sure=0.0)

    assert "official.brand" in [bubble.key for bubble in said]
    assert spoken.conversation.case is not None
    assert spoken.conversation.case.topic == "phishing_report"


async def test_a_listed_site_is_named_in_the_middle_of_another_problem() -> None:
    spoken, said = await say("转账失败，我在 claim-airdrop.xyz 上签过名", "transfer_failed")

    assert "official.listed" in [bubble.key for bubble in said]
    assert spoken.conversation.case is None or spoken.conversation.case.facts.get("suspect") == "claim-airdrop[.]xyz"


@pytest.mark.parametrize("text", ["etherscan.io shows success but my wallet does not", "我从binance.com提币还没到"])
async def test_well_known_services_in_passing_get_no_word(text: str) -> None:
    _, said = await say(text, "transfer_pending")

    assert not [bubble for bubble in said if bubble.key.startswith("official.")]


async def test_the_spelling_reaches_the_judgement_as_it_was_written() -> None:
    _, said = await say("ｔｏｋｅп．ｉｍ 是不是官网", "phishing_report")

    assert "п (U+043F)" in said[0].text or "п (U+043F)" in said[1].text


async def test_each_name_is_judged_once_in_a_conversation() -> None:
    spoken, _ = await say("is imtoken-secure.cc official?", "phishing_report")
    _, again = await say("but imtoken-secure.cc has your logo", "phishing_report", spoken.stored)
    _, other = await say("and imtoken-wallet.vip ?", "phishing_report", spoken.stored)

    assert "official.brand" not in [bubble.key for bubble in again]
    assert "official.brand" in [bubble.key for bubble in other]


@pytest.mark.parametrize("text", ["/verify", "verify", "你是官方的吗？", "怎么证明你是真的", "Are you official?"])
async def test_doubt_about_the_bot_itself_is_answered_with_how_to_check(text: str) -> None:
    _, said = await say(text, "bot_challenge")

    assert said[0].key == "dialogue.verify"
    assert "token.im" in said[0].text
    assert "Telegram" in said[0].text


async def test_whether_it_is_a_machine_stays_small_talk() -> None:
    _, said = await say("are you a robot", "bot_challenge")

    assert said[0].key == "smalltalk.bot_challenge"


async def test_verify_leaves_an_open_question_open() -> None:
    spoken, _ = await say("my transfer is pending", "transfer_pending")
    assert spoken.conversation.case is not None
    after, said = await say("are you official?", "bot_challenge", spoken.stored)

    assert said[0].key == "dialogue.verify"
    assert after.conversation.case == spoken.conversation.case
    assert len(said) > 1


def test_every_text_about_a_name_is_complete_in_every_language() -> None:
    catalogue = content().catalogue
    facts = {
        "name": "NAME",
        "of": "OF",
        "owner": "OWNER",
        "detail": "DETAIL",
        "date": "D",
        "version": "V",
        "count": "C",
    }
    for key in catalogue.entries:
        if key.startswith("official."):
            for language in ("zh-Hans", "zh-Hant", "en"):
                text = catalogue.say(key, language, facts)
                assert "—" not in text, key
                assert text.strip(), key


def test_the_finder_hands_names_over_as_written_and_without_hashes() -> None:
    text = "tx 0xdac17f958d2ee523a2206206994597c13d831ec7 from ｉmtoken.pm and support@token.im"
    sites = [(entity.value, entity.subtype) for entity in finder().find(text) if entity.entity == "site"]

    assert sites == [("ｉmtoken.pm", "domain"), ("support@token.im", "email")]
