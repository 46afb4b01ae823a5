"""The bot's menu of commands and its description, in the languages Telegram tells apart: Chinese, and all others."""

from __future__ import annotations

import asyncio
import logging

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from walletdesk.channels.telegram.letters import COMMANDS
from walletdesk.channels.telegram.words import Words

_CODES = {"": "en", "zh": "zh-Hans"}  # "": for everybody whose language has none of its own
_log = logging.getLogger(__name__)


async def show(bot: ExtBot[int], words: Words) -> None:
    """Sets what differs: Telegram counts changes of a bot's profile. A failure leaves the old ones."""
    for code, language in _CODES.items():
        for show_one in (_commands, _description, _short_description):
            try:
                await show_one(bot, words, code, language)
            except (TelegramError, TypeError, ValueError, KeyError, AttributeError) as error:
                # The last four: the library could not read the answer, as an emulator or a proxy may give one.
                _log.warning("the bot's profile could not be brought up to date: %s", type(error).__name__)
            await asyncio.sleep(0)


async def _commands(bot: ExtBot[int], words: Words, code: str, language: str) -> None:
    wanted = tuple(BotCommand(name, words(f"menu_{name}", language)) for name in COMMANDS)
    if tuple(await bot.get_my_commands(language_code=code or None)) != wanted:
        await bot.set_my_commands(wanted, language_code=code or None)


async def _description(bot: ExtBot[int], words: Words, code: str, language: str) -> None:
    wanted = words("description", language)
    if (await bot.get_my_description(code or None)).description != wanted:
        await bot.set_my_description(wanted, code or None)


async def _short_description(bot: ExtBot[int], words: Words, code: str, language: str) -> None:
    wanted = words("short_description", language)
    if (await bot.get_my_short_description(code or None)).short_description != wanted:
        await bot.set_my_short_description(wanted, code or None)
