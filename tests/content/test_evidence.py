"""The list to keep: both languages, whole codes, and times in UTC, Beijing's and the user's own."""

from __future__ import annotations

import pytest

from tests.test_topics import CONTENT

FACTS = {
    "evidence": "yes",
    "network": "ethereum",
    "amount": "300 USDT",
    "duration": "120",
    "hashes": "0x" + "ab" * 32 + " 0x12ab…34cd",
    "addresses": "0x52908400098527886E0F7030069857D2E4169EE7",
    "story": "They {called} me.",
    "at": "2026-11-22T08:05:00Z",
    "zone": "",
}


def said(language: str = "en", **facts: str) -> str:
    return CONTENT.catalogue.say("dialogue.evidence", language, {**FACTS, **facts})


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_it_is_in_both_languages_the_users_own_first(language: str) -> None:
    text = said(language)
    chinese, english = text.find("證據清單】" if language == "zh-Hant" else "证据清单】"), text.find("LIST OF EVIDENCE")

    assert min(chinese, english) > 0
    assert (english < chinese) == (language == "en")


def test_codes_are_whole_and_a_masked_one_says_so() -> None:
    lines = said().splitlines()

    assert lines.count("· 0x" + "ab" * 32) == 2
    assert any(line.startswith("· 0x12ab…34cd  (I no longer keep its middle") for line in lines)


def test_times_are_given_in_utc_and_beijing_and_the_rest_is_left_open() -> None:
    text = said()

    assert "Made at: 2026-11-22 08:05 (UTC), 2026-11-22 16:05 (Beijing, UTC+8), your local time: ________" in text
    assert "About 2026-11-22 06:05 (UTC), 2026-11-22 14:05 (Beijing)" in text


def test_a_known_time_zone_is_used() -> None:
    assert "your local time: 2026-11-22 03:05 (America/New_York)" in said(zone="America/New_York")


@pytest.mark.parametrize("zone", ["Nowhere/Here", "../../etc/passwd", "/etc/passwd", "\0", "x" * 500, "America"])
def test_a_made_up_time_zone_is_left_open(zone: str) -> None:
    assert "your local time: ________" in said(zone=zone)


@pytest.mark.parametrize("facts", [{"at": ""}, {"at": "soon"}, {"duration": "long"}, {"duration": "1e300"}])
def test_times_that_are_not_known_are_blanks(facts: dict[str, str]) -> None:
    assert "________" in said(**facts)


def test_words_of_the_user_are_words_not_placeholders() -> None:
    assert said().count("They {called} me.") == 2


def test_with_nothing_known_it_is_a_form_to_fill_in() -> None:
    text = CONTENT.catalogue.say("dialogue.evidence", "en", {"evidence": "yes", "at": FACTS["at"]})

    assert "· mine: ________" in text
    assert "token and amount: ________" in text


@pytest.mark.parametrize("key", ["dialogue.evidence", "dialogue.card"])
def test_it_says_what_never_to_share_and_promises_nothing(key: str) -> None:
    listing = {"evidence": "yes"} if key == "dialogue.evidence" else {"summary": "yes"}
    text = CONTENT.catalogue.say(key, "en", {**FACTS, **listing})

    assert "Never put in here" in text
    assert ("Nobody can guarantee" in text) == (key == "dialogue.evidence")


def test_tickets_are_listed_in_words() -> None:
    facts = {"tickets": "WD-1|open|2026-11-22 WD-2|answered|2026-11-23"}
    text = CONTENT.catalogue.say("ticket_status.where_it_stands", "en", facts)

    assert "· WD-1: received, no answer yet, opened on 2026-11-22 (UTC)\n· WD-2: answered" in text


def test_a_clock_time_is_given_as_told() -> None:
    text = said(when="1|20|0|zh|2026-11-22T08:05:00Z|昨晚8点", duration="720")

    assert "2026-11-21 12:00 (UTC), 2026-11-21 20:00 (Beijing)" in text
    assert "20:05" not in text  # 12 hours before the list was made


def test_a_day_in_words_stays_in_words() -> None:
    text = said(when="1||0||2026-11-22T08:05:00Z|last night", duration="")

    assert "In your words: “last night” (said on 2026-11-22, UTC)" in text
    assert "About" not in text


def test_a_span_of_time_counts_back_from_when_it_was_told() -> None:
    text = said(counted_at="2026-11-20T10:00:00Z")

    assert "About 2026-11-20 08:00 (UTC)" in text


def test_days_are_no_minutes() -> None:
    assert "About 2026-11-20 (Beijing time)" in said(duration="2880")


def test_an_address_is_mine_or_theirs_where_that_was_told() -> None:
    mine, theirs, other = (f"0x{digit * 40}" for digit in "123")
    lines = said(addresses=f"{mine} {theirs} {other}", mine=mine, theirs=theirs).splitlines()

    assert [f"· {mine}  (mine)" in lines, f"· {theirs}  (theirs)" in lines] == [True, True]
    assert f"· {other}  [ ] mine  [ ] theirs" in lines


def test_addresses_read_on_the_chain_are_whole_and_say_what_they_did() -> None:
    mine, thief = (f"0x{digit * 40}" for digit in "12")
    lines = said(addresses=mine, mine=mine, read=f"sender|{mine} token_recipient|{thief}").splitlines()

    assert f"· {mine}  (mine)  (read on the chain: it signed the transaction)" in lines
    assert f"· {thief}  (read on the chain: the tokens went to it)" in lines


@pytest.mark.parametrize("zone", ["", "America/New_York"])
def test_an_hour_in_english_is_in_the_users_zone_or_stays_in_words(zone: str) -> None:
    text = said(when="1|20|0||2026-11-22T08:05:00Z|yesterday 8pm", zone=zone)

    assert ("2026-11-22 01:00 (UTC)" in text) is bool(zone)
    assert ("In your words: “yesterday 8pm”" in text) is not bool(zone)


def test_an_hour_that_is_still_to_come_stays_in_words() -> None:
    assert "In your words: “今天下午5点”" in said(when="0|17|0|zh|2026-11-22T08:05:00Z|今天下午5点")
