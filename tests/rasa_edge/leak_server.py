"""A real Rasa server with everything switched on that WalletDesk never ships: API, debug logs, built-in channels.

`python leak_server.py guarded|open FOLDER PORT TELEGRAM_PORT MODEL`; `open` is stock Rasa, which must leak.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def point_telegram_at(port: str) -> None:
    """The built-in channel calls home when it is made, on an event loop that is then closed; home is a fake here."""
    import aiogram.bot.api
    from rasa.core.channels.telegram import TelegramOutput

    async def set_webhook(self: object, url: str) -> bool:
        return True

    TelegramOutput.set_webhook = set_webhook
    object.__setattr__(aiogram.bot.api.TELEGRAM_PRODUCTION, "base", f"http://127.0.0.1:{port}/bot{{token}}/{{method}}")


def main(mode: str, folder: str, port: str, telegram_port: str, model: str) -> None:
    from walletdesk.rasa_edge import launch, no_tensorflow

    os.chdir(folder)
    if mode == "guarded":
        launch.prepare(launch.Edge(root=Path(folder), log_level="DEBUG"))
    else:
        no_tensorflow.hide()
    point_telegram_at(telegram_port)
    files = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--model", model]
    sys.argv = ["rasa", "run", "--enable-api", "--debug", "-i", "127.0.0.1", "--port", port, *files]
    from rasa.__main__ import main as rasa_main

    rasa_main()


if __name__ == "__main__":
    main(*sys.argv[1:])
