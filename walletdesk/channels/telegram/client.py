"""The connection to the Bot API: python-telegram-bot's client, in a form that logs and quotes nothing of an answer."""

from __future__ import annotations

import json
import warnings
from typing import Any

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from walletdesk.channels.telegram.settings import TelegramSettings

POLL = 25  # seconds the Bot API may hold a poll open
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
_RETRIES = 5  # after 429
_CONNECT, _READ = 8.0, 15.0


class QuietRequest(HTTPXRequest):
    """The library writes an answer that is no JSON into its log, whole; and what is no object it takes for one."""

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise TelegramError("the answer is not the Bot API's")
        return answer


def make_bot(settings: TelegramSettings) -> ExtBot[int]:
    """Not connected yet. Texts are plain: no parse mode is ever set."""
    warnings.filterwarnings("ignore", message=r".*'Bot\.get_updates'", category=PTBUserWarning)
    return ExtBot(
        settings.token,
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=QuietRequest(connection_pool_size=64, connect_timeout=_CONNECT, read_timeout=_READ, pool_timeout=10.0),
        get_updates_request=QuietRequest(connection_pool_size=2, connect_timeout=_CONNECT, read_timeout=_READ),
        rate_limiter=AIORateLimiter(max_retries=_RETRIES),
    )


async def raw_updates(bot: ExtBot[int], offset: int | None, seconds: int = POLL, limit: int = 100) -> list[Any]:
    """As they come: nothing of them is bound to a type of the library's, which would keep and print it."""
    asked: dict[str, Any] = {"timeout": seconds, "limit": limit, "allowed_updates": list(UPDATES)}
    if offset is not None:
        asked["offset"] = offset
    got = await bot.do_api_request("get_updates", api_kwargs=asked, read_timeout=_READ + seconds)
    return got if isinstance(got, list) else []
