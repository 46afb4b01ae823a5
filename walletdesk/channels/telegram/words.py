"""The channel's own sentences, by key below `telegram.` in the texts."""

from __future__ import annotations

from collections.abc import Callable

from walletdesk.channels.telegram.buttons import Key

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_MOVES = {"zh-Hant": "traditional", "en": "english"}
_CHINESE = "in_chinese"  # that of the move is for both kinds of Chinese
Say = Callable[[str, str], str]  # a key of the catalogue and a language


class Words:
    def __init__(self, say: Say) -> None:
        self._say = say

    def __call__(self, name: str, language: str) -> str:
        return self._say(f"telegram.{name}", language)

    def in_both(self, name: str) -> str:
        """Where nobody's language is known."""
        return "\n\n".join(self(name, language) for language in ("zh-Hans", "en"))

    def trouble(self, language: str) -> str:
        return self._say("dialogue.trouble", language)

    def unknown_button(self, language: str) -> str:
        return self._say("dialogue.unknown_button", language)

    def move(self, move: str, language: str) -> str:
        """What a user says for it."""
        return self._say(f"moves.{move}", language)

    def switch(self, to: str) -> str:
        """What a user says to go on in another language: its name in itself."""
        return self(_CHINESE, to) if to == "zh-Hans" else self.move(_MOVES[to], to)

    def languages(self) -> list[list[Key]]:
        return [[Key(self.switch(to), f"language:{to}") for to in LANGUAGES]]

    def erasing(self, language: str) -> list[list[Key]]:
        return [[Key(self(f"delete_{answer}", language), f"erase:{answer}")] for answer in ("yes", "no")]

    def removing(self, message: int, language: str) -> list[list[Key]]:
        return [[Key(self("remove_button", language), f"remove:{message}")]]
