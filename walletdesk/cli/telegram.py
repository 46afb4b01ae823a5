"""`walletdesk telegram`: the bot."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from walletdesk.channels.telegram.settings import TelegramSettings


@click.command()
def telegram() -> None:
    """Run the Telegram bot. 启动 Telegram 机器人。

    \b
    WALLETDESK_TELEGRAM_TOKEN=… walletdesk telegram      the token is from @BotFather (https://t.me/BotFather)

    \b
    It polls, unless Telegram shall deliver to an address of yours:
    WALLETDESK_TELEGRAM_WEBHOOK   public https address, for instance https://example.org/telegram
    WALLETDESK_TELEGRAM_SECRET    what Telegram repeats with every delivery (default: a new one at each start)
    WALLETDESK_TELEGRAM_LISTEN    where to listen behind that address (default: 127.0.0.1:8443, plain HTTP)
    WALLETDESK_TELEGRAM_API       base address of the Bot API (default: https://api.telegram.org)
    """
    from walletdesk import bootstrap
    from walletdesk.channels.telegram import settings
    from walletdesk.cli import _edge, _report_on_stderr
    from walletdesk.rasa_edge import launch

    about = settings.read()
    edge = _edge(in_database=True)
    model = launch.train(edge, _report_on_stderr)
    bootstrap.warm_up()
    asyncio.run(_run(about, edge, model))


async def _run(about: TelegramSettings, edge: Any, model: Path) -> None:
    from walletdesk import bootstrap
    from walletdesk.channels.names import namer
    from walletdesk.channels.telegram import quiet
    from walletdesk.channels.telegram.words import Words
    from walletdesk.rasa_edge import launch, serving

    launch.prepare_for(edge, model)
    quiet.install(about.token, about.secret)
    chats = await serving.load_chats(edge, model, "telegram")
    from walletdesk.channels.telegram.bot import TelegramBot

    name = namer("telegram", bootstrap.the_settings().root / "var")
    words = Words(bootstrap.the_content().catalogue.say)
    upkeep = asyncio.ensure_future(serving.keep_up(chats))
    try:
        await TelegramBot(about, chats, words, lambda chat: name(str(chat))).run(_announce)
    finally:
        upkeep.cancel()
        await asyncio.gather(upkeep, return_exceptions=True)


def _announce(name: str) -> None:
    click.echo(f"WalletDesk: https://t.me/{name}")
