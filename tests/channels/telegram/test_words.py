"""Every sentence the channel may need is there, in a length that Telegram takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from walletdesk.channels.telegram import contents
from walletdesk.channels.telegram.letters import COMMANDS
from walletdesk.channels.telegram.words import LANGUAGES, Words
from walletdesk.content.loader import gather

CONTENT = gather(Path(__file__).parents[3])[0]
WORDS = Words(CONTENT.catalogue.say)
MEDIA = {*contents._KINDS.values(), contents.OTHER}
SECRETS = ("secret_deleted", "secret_left", "pieces_deleted", "pieces_left", "key_file_deleted", "key_file_left")
OWN = (
    "delete_ask",
    "delete_yes",
    "delete_no",
    "delete_done",
    "delete_kept",
    "edited",
    "elsewhere",
    "language",
    "payment",
)


@pytest.mark.parametrize("name", sorted({*MEDIA, *SECRETS, *OWN, "status", "remove_button", "removed", "not_removed"}))
def test_it_is_said_in_every_language(name: str) -> None:
    assert f"telegram.{name}" in CONTENT.catalogue
    said = {WORDS(name, language) for language in LANGUAGES}
    assert len(said) == 3 or name in ("delete_no", "not_removed")
    assert all(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_and_descriptions_are_short_enough(language: str) -> None:
    assert all(0 < len(WORDS(f"menu_{name}", language)) <= 256 for name in COMMANDS)
    assert 0 < len(WORDS("description", language)) <= 512
    assert 0 < len(WORDS("short_description", language)) <= 120


def test_languages_are_asked_for_in_words_the_dialogue_knows() -> None:
    spoken = {word for name in ("english", "chinese", "traditional") for word in CONTENT.library.phrases[name]}
    from walletdesk.content.catalogue import to_simplified
    from walletdesk.core.words import fold

    assert all(to_simplified(fold(WORDS.switch(language))) in spoken for language in LANGUAGES)
    assert all(
        to_simplified(fold(WORDS.move("verify", language))) in CONTENT.library.phrases["verify"]
        for language in LANGUAGES
    )
