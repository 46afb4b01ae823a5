"""Puts the product together: the one place that knows which adapters are used."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from walletdesk import settings
from walletdesk.adapters.phishing_list import PhishingFile
from walletdesk.adapters.sender_key import key_in, pseudonyms
from walletdesk.content.loader import Content, gather, load
from walletdesk.support import Desk
from walletdesk.understanding.choosing import OptionChooser
from walletdesk.understanding.encoders import USE, Encoders

if TYPE_CHECKING:
    from walletdesk.adapters.desk import Store


@lru_cache(maxsize=1)
def the_settings() -> settings.Settings:
    return settings.read()


@lru_cache(maxsize=1)
def the_content() -> Content:
    """Read once a process; raises ContentError with every problem."""
    return load(the_settings().root)


@lru_cache(maxsize=1)
def the_labels() -> Content:
    """For the staff's commands: a mistake in one topic must not keep them from their tickets."""
    return gather(the_settings().root)[0]


@lru_cache(maxsize=1)
def the_store() -> Store:
    """Where tickets and the journal are; nothing is opened before its first use."""
    from walletdesk.adapters.desk import Store  # SQLAlchemy takes its time, and the first screen does not need it

    return Store(the_settings().desk_url)


@lru_cache(maxsize=1)
def the_phishing_list() -> PhishingFile:
    """Works without its file, too: then nothing is listed."""
    return PhishingFile(the_settings().phishing_list)


@lru_cache(maxsize=1)
def the_desk() -> Desk:
    """No port is connected yet: every look-up is unavailable and the playbooks ask the user to read the explorer.

    Tickets and the journal share one database, opened at its first use.
    """
    content = the_content()
    from walletdesk.adapters.desk import SqlDesk, SqlJournal

    known_as = pseudonyms(key_in(the_settings().root / "var" / "sender.key"))
    return Desk(
        content.library,
        ports={},
        home=content.home,
        tickets=SqlDesk(the_store()),
        journal=SqlJournal(the_store()),
        known_as=known_as,
        phishing=the_phishing_list(),
        chooser=OptionChooser(Encoders((USE,) if USE in the_settings().encoders else ())),
    )
