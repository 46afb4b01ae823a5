"""Puts the product together: the one place that knows which adapters are used."""

from __future__ import annotations

from functools import lru_cache

from walletdesk import settings
from walletdesk.content.loader import Content, load
from walletdesk.support import Desk


@lru_cache(maxsize=1)
def the_settings() -> settings.Settings:
    return settings.read()


@lru_cache(maxsize=1)
def the_content() -> Content:
    """Read once a process; raises ContentError with every problem."""
    return load(the_settings().root)


@lru_cache(maxsize=1)
def the_desk() -> Desk:
    """No port is connected yet: every look-up is unavailable and the playbooks ask the user to read the explorer."""
    content = the_content()
    return Desk(content.library, ports={}, home=content.home)
