"""The shell for people: buttons as numbers, colour only on a terminal, progress while it starts."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from walletdesk import bootstrap
from walletdesk.core.words import fold

if TYPE_CHECKING:
    from walletdesk.rasa_edge.talk import Talk

_SENDER = "shell"
_LEAVE = frozenset({"quit", "exit", ":q", "/quit", "退出"})
_MOVE_PAYLOAD = '/press{"s":"move"'
_YES = frozenset({"y", "yes", "是", "好", "保存"})
Buttons = Sequence[dict[str, Any]]


class Shell:
    def __init__(self, language: str | None) -> None:
        """Keeps to `language` for the whole conversation; without one it greets in both and follows the user."""
        self.console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
        self.language = language
        self._pinned = {"language": language} if language else None
        self._catalogue = bootstrap.the_content().catalogue

    def banner(self) -> None:
        for language in self._languages():
            self.console.print(Text(self._say("banner", language), style="bold cyan"))
        for language in self._languages():
            self.console.print(Text(self._say("welcome", language)))
            self.console.print(Text(self._say("shell_hint", language), style="dim"))

    def start(self, work: Callable[[Callable[[str], None]], Any]) -> Any:
        """Run the slow part of the start with a spinner; `work` gets a function to report training stages to."""
        loading = " / ".join(self._say("shell_loading", language) for language in self._languages())
        with self.console.status(Text(loading)) as status:

            def report(stage: str) -> None:
                words = " / ".join(self._say("shell_training", each, stage=stage) for each in self._languages())
                status.update(Text(words))
                if not self.console.is_terminal:
                    print(words, file=sys.stderr, flush=True)

            return work(report)

    async def talk(self, talk: Talk) -> None:
        shown: Buttons = ()
        while True:
            typed = await asyncio.to_thread(self._read)
            if typed is None or fold(typed) in _LEAVE:
                self.console.print(Text(self._say("shell_bye", self.language or "en"), style="dim"))
                return
            with self.console.status(Text(self._say("shell_typing", self.language or "en"))):
                exchange = await talk.say(_SENDER, _payload(typed, shown) or typed, self._pinned)
            state = exchange.conversation
            self.language = state.get("language", self.language) if isinstance(state, dict) else self.language
            shown = self._show(exchange.replies)

    def _show(self, replies: Sequence[dict[str, Any]]) -> Buttons:
        shown: list[dict[str, Any]] = []
        for reply in replies:
            self.console.print(Text(f"\n{reply.get('text', '')}", style="green" if self.console.is_terminal else ""))
            buttons = reply.get("buttons") or []
            numbered = list(enumerate(buttons, len(shown) + 1))
            shown += buttons
            for number, button in numbered:
                if not button["payload"].startswith(_MOVE_PAYLOAD):
                    self.console.print(Text(f"  [{number}] {button['title']}", style="bold"))
            ways = [f"[{n}] {b['title']}" for n, b in numbered if b["payload"].startswith(_MOVE_PAYLOAD)]
            if ways:
                self.console.print(
                    Text(f"  {self._say('shell_ways_out', self.language or 'en')} {'  '.join(ways)}", style="dim")
                )
            self._offer(reply)
        return shown

    def _offer(self, reply: dict[str, Any]) -> None:
        """A text that is worth a file is kept in the current folder, after a yes."""
        file = (reply.get("custom") or {}).get("file")
        if not file or not sys.stdin.isatty():
            return
        language = self.language or "en"
        path = Path.cwd() / Path(file["name"]).name
        self.console.print(Text(f"  {self._say('shell_keep', language, file=path.name)}", style="dim"))
        if fold(self._read() or "") not in _YES:
            return
        try:
            path.write_text(file["text"] + "\n", encoding="utf-8")
            self.console.print(Text(f"  {self._say('shell_kept', language, file=str(path))}"))
        except OSError:
            self.console.print(Text(f"  {self._say('shell_not_kept', language)}"))

    def _read(self) -> str | None:
        try:
            return input("\n> ")
        except (EOFError, KeyboardInterrupt):
            return None
        except UnicodeDecodeError:
            return ""

    def _languages(self) -> tuple[str, ...]:
        return (self.language,) if self.language else ("zh-Hans", "en")

    def _say(self, name: str, language: str, **facts: str) -> str:
        return self._catalogue.say(f"dialogue.{name}", language, facts)


def _payload(typed: str, shown: Buttons) -> str | None:
    number = typed.strip().strip("[]")
    if not number.isdecimal() or not 1 <= int(number) <= len(shown):
        return None
    return str(shown[int(number) - 1]["payload"])
