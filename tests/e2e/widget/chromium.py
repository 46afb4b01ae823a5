"""The browser of these tests: Debian's Chromium."""

from __future__ import annotations

import shutil

from playwright.async_api import Browser, Playwright

# No sandbox: containers run as root. The other two keep an idle browser from calling its makers.
_SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


class ChromiumMissing(RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            "Chromium is not installed: `make test` installs it, or install it with your package manager "
            "(Debian: apt-get install chromium fonts-noto-cjk)."
        )


async def launched(playwright: Playwright) -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise ChromiumMissing
    return await playwright.chromium.launch(executable_path=path, args=list(_SWITCHES))
