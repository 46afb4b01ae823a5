"""Puts the product together: the one place that knows which adapters are used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from walletdesk import settings
from walletdesk.adapters.chain.ports import AddressPort, TransactionPort
from walletdesk.adapters.phishing_list import PhishingFile
from walletdesk.adapters.sender_key import key_in, pseudonyms
from walletdesk.content.loader import Content, gather, load
from walletdesk.core import addresses, consent
from walletdesk.core.case import Conversation
from walletdesk.core.chain.links import explorer_hosts
from walletdesk.core.chain.networks import Network
from walletdesk.core.chats import BOT, Bubble, ChatButton
from walletdesk.core.errors import SetupError
from walletdesk.core.ports import Erasable
from walletdesk.core.scene import topic_button
from walletdesk.core.turn import Press
from walletdesk.support import Desk
from walletdesk.ticketing import utc_now
from walletdesk.understanding.choosing import OptionChooser
from walletdesk.understanding.encoders import USE, Encoders

_ANY_ADDRESS = "T" + "1" * 33  # loads what decodes addresses

if TYPE_CHECKING:
    from walletdesk.adapters.chain.doctor import ChainDoctor
    from walletdesk.adapters.desk import SqlDesk, SqlJournal, Store


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


def the_networks() -> Mapping[str, Network]:
    """As listed, with the nodes of the settings in place of the public ones; raises SetupError for an unknown one."""
    networks, nodes = the_content().networks, the_settings().nodes
    for name in nodes.keys() - networks.keys():
        known = ", ".join(network.id.upper() for network in networks.values() if network.endpoints)
        raise SetupError(f"WALLETDESK_RPC_{name.upper()} names no network we know; known: {known}")
    return {
        name: replace(network, endpoints=(nodes[name],)) if name in nodes else network
        for name, network in networks.items()
    }


@lru_cache(maxsize=1)
def the_doctor() -> ChainDoctor:
    """Nothing is sent before the first look-up."""
    from walletdesk.adapters.chain.doctor import ChainDoctor
    from walletdesk.adapters.chain.readers import readers_for
    from walletdesk.adapters.chain.web import Web

    networks = the_networks()
    return ChainDoctor(readers_for(networks.values(), Web(), utc_now), networks)


def warm_up() -> None:
    """What a server would otherwise load during its first look-up, which has three seconds."""
    if the_settings().look_ups != consent.NEVER:
        the_doctor()
        addresses.parse(_ANY_ADDRESS)


def the_apology() -> str:
    """What is said when a turn fails altogether: nobody knows the language then, so in both."""
    say = the_content().catalogue.say
    return "\n".join(say("dialogue.trouble", language) for language in ("zh-Hans", "en"))


def the_welcome(language: str) -> list[Bubble]:
    """What a new conversation begins with: who this is, what is never asked, and the problems people come with."""
    content = the_content()
    say, nonce = content.catalogue.say, str(Conversation().nonce)
    buttons = [topic_button(topic) for topic in content.starters]
    shown = tuple(ChatButton(say(b.key, language), Press(b.step, b.value, nonce).payload()) for b in buttons)
    return [Bubble(BOT, say("dialogue.welcome", language), shown)]


class _Visits:
    """The journal knows conversations by another name."""

    def __init__(self, journal: SqlJournal, known_as: Callable[[str], str]) -> None:
        self._journal, self._known_as = journal, known_as

    async def erase(self, conversation: str) -> None:
        await self._journal.erase(self._known_as(conversation))


def the_rooms() -> tuple[Erasable, ...]:
    """Whatever keeps something of a conversation beside its channel."""
    return (the_tickets(), _Visits(the_journal(), known_as()))


@lru_cache(maxsize=1)
def the_tickets() -> SqlDesk:
    from walletdesk.adapters.desk import SqlDesk

    return SqlDesk(the_store())


@lru_cache(maxsize=1)
def the_journal() -> SqlJournal:
    from walletdesk.adapters.desk import SqlJournal

    return SqlJournal(the_store())


@lru_cache(maxsize=1)
def known_as() -> Callable[[str], str]:
    """What stands for a sender in the journal."""
    return pseudonyms(key_in(the_settings().root / "var" / "sender.key"))


@lru_cache(maxsize=1)
def the_desk() -> Desk:
    """Tickets and the journal share one database, opened at its first use."""
    content = the_content()
    return Desk(
        content.library,
        ports={
            "transaction": TransactionPort(the_doctor, content.networks),
            "address": AddressPort(the_doctor, content.networks),
        },
        look_ups=the_settings().look_ups,
        explorers=explorer_hosts(content.networks.values()),
        home=content.home,
        tickets=the_tickets(),
        journal=the_journal(),
        known_as=known_as(),
        phishing=the_phishing_list(),
        chooser=OptionChooser(Encoders((USE,) if USE in the_settings().encoders else ())),
    )
