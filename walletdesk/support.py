"""take_turn(): one message in, lines to say out; runs the engine and the ports until there is something to say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from walletdesk import ticketing
from walletdesk.content.catalogue import Catalogue, to_simplified
from walletdesk.core import consent, dialogue, guarded, handover, remarks, words
from walletdesk.core.answers import denies, read_answer
from walletdesk.core.cards import CARD
from walletdesk.core.case import Conversation, load
from walletdesk.core.chain import links, references
from walletdesk.core.chain.networks import Network
from walletdesk.core.errors import PortError
from walletdesk.core.official import SITE, SUSPECT, notice
from walletdesk.core.playbook import UNAVAILABLE
from walletdesk.core.ports import Chooser, Journal, PhishingList, Port, StaffReply, TicketDesk
from walletdesk.core.scene import ACT_AT, BRIEF, Library, Response, open_question
from walletdesk.core.turn import Button, Line, Move, Need, Outcome, Press, Remark, Reply
from walletdesk.understanding.codes import without_tickets
from walletdesk.understanding.foreign import is_foreign
from walletdesk.understanding.language import language_of

_TITLES = 2  # an option's first words are its titles, one for each language
NEWS_CALL = ("desk", "news", "")  # the press by which a channel asks for the staff's answers, and for nothing else
DEADLINE = 3.0  # seconds for everything a turn looks up together


@dataclass(frozen=True)
class Desk:
    """Everything a turn needs: what we can help with, and what we can find out.

    home: network by coin, for coins that live on one network only ("my TRX" is on TRON). chooser: reads replies that
    share no words with any option; without one they are not understood. tickets, journal: where people take over, and
    what the report is made from; without them users are told so, and nothing is noted. known_as: what stands for a
    sender in the journal. phishing: domains that others have listed; without it likeness alone gives one away.
    look_ups: whether the ports that read chains may be asked, one of `consent.POLICIES`. explorers: network by the
    host of its block explorer: a link to a transaction says on which network it is.
    """

    library: Library
    ports: Mapping[str, Port] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    deadline: float = DEADLINE
    chooser: Chooser | None = None
    tickets: TicketDesk | None = None
    journal: Journal | None = None
    phishing: PhishingList | None = None
    look_ups: str = consent.ASK
    explorers: Mapping[str, Network] = field(default_factory=dict)
    clock: ticketing.Clock = ticketing.utc_now
    known_as: Callable[[str], str] = str

    @property
    def means(self) -> dict[str, Any]:
        """What the dialogue has to know of this desk."""
        reads = bool(consent.PORTS & set(self.ports))
        return {"staffed": self.tickets is not None, "look_ups": self.look_ups if reads else consent.NEVER}


@dataclass(frozen=True)
class Heard:
    """A message as a channel hands it over, after the secret guard.

    entities: (type, value) in the order they were said. language: of words that the guard took away, or of the user's
    device; an English phrase says nothing of a conversation in Chinese, so it counts at the very start only. prefers: a
    language the channel was told to keep to, until the user asks for another; switched: chosen just now, by the
    channel's own switch. sender: the conversation's name in its channel. zone: the user's time zone (IANA), if known.
    """

    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[tuple[str, str], ...] = ()
    press: Press | None = None
    language: str | None = None
    prefers: str | None = None
    switched: bool = False
    alert: str | None = None
    sender: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Bubble:
    """A line in words. `buttons` are (title, payload); `file` names a file to keep the text in."""

    key: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    file: str | None = None


@dataclass(frozen=True)
class Spoken:
    """What to say, in which language, and the conversation to store (plain JSON)."""

    lines: tuple[Line, ...]
    conversation: Conversation

    def payloads(self, line: Line) -> tuple[tuple[Button, str], ...]:
        """The line's buttons with their payloads, which are good for this turn only."""
        nonce = str(self.conversation.nonce)
        return tuple((button, Press(button.step, button.value, nonce).payload()) for button in line.buttons)

    @property
    def stored(self) -> dict[str, Any]:
        return self.conversation.dump()


async def take_turn(desk: Desk, stored: object, heard: Heard, default_language: str = "en") -> Spoken:
    """Answer one message. A stored conversation of another version is restarted with a word about it."""
    before = load(stored)
    talk = before or Conversation(language=heard.language or default_language)
    if heard.prefers and (heard.switched or not talk.pinned):
        talk = replace(talk, language=heard.prefers, pinned=True)
    if heard.press == Press(*NEWS_CALL) and (replies := await _news(desk, heard)):
        return Spoken(ticketing.as_lines(replies), ticketing.after_news(talk, replies))
    apology = (Line("dialogue.restarted_version"),) if stored and before is None else ()
    talk = dialogue.without_lost_cases(desk.library, talk)
    reply = _with_nearest(desk, talk, _reply(heard, talk.language, desk))
    response = dialogue.respond(desk.library, talk, reply, **desk.means)
    said = [*apology, *response.lines]
    while response.need:
        found = await _find_out(desk, response, heard.sender)
        response = dialogue.resume(desk.library, response.conversation, found, response.need, **desk.means)
        said += response.lines
    replies = await _news(desk, heard)
    visit = ticketing.visit(desk.known_as(heard.sender), talk, response.conversation, said, heard.text)
    await ticketing.note(desk.journal, visit)
    lines = (*ticketing.as_lines(replies), *said)
    return Spoken(lines, ticketing.after_news(response.conversation, replies))


async def _news(desk: Desk, heard: Heard) -> tuple[StaffReply, ...]:
    """What the staff answered since. A shown secret comes first: then the reply waits for the next turn."""
    if heard.intent == guarded.SECRET:
        return ()
    replies = await ticketing.news(desk.tickets, heard.sender)
    await ticketing.told(desk.tickets, replies)
    return replies


def in_words(catalogue: Catalogue, spoken: Spoken) -> list[Bubble]:
    """What the user reads."""
    language = spoken.conversation.language
    return [
        Bubble(
            line.key,
            catalogue.say(line.key, language, line.facts, line.form),
            tuple((catalogue.say(b.key, language, b.facts), payload) for b, payload in spoken.payloads(line)),
            line.file,
        )
        for line in spoken.lines
    ]


def _reply(heard: Heard, previous: str, desk: Desk) -> Reply:
    entities: dict[str, tuple[str, ...]] = {}
    for name, value in heard.entities:
        entities[name] = (*entities.get(name, ()), value)
    implied = tuple(desk.home[token] for token in entities.get("token", ()) if token in desk.home)
    if implied and "network" not in entities:
        entities["network"] = implied
    linked = _linked(heard.text, desk.explorers) if "tx_hash" in entities or "address" in entities else ()
    if linked:
        entities["network"] = linked
    text = to_simplified(words.fold(heard.text))
    foreign = is_foreign(heard.text)
    about_names = _about_names(desk, heard)
    # From here on a name is in a form that nobody can tap.
    bad = [remark for remark in about_names if remark.topic and (remark.leads or not remark.enough)]
    suspects = (remark.facts.get("name", "…") for remark in bad)
    doubtful = tuple(name for name in suspects if not name.endswith("…"))  # of a number only the beginning is shown
    entities = {**{n: v for n, v in entities.items() if n != SITE}, **({SUSPECT: doubtful} if doubtful else {})}
    taken_for = heard.intent if heard.confidence >= ACT_AT else ""
    return Reply(
        text=text,
        verbatim=heard.text.strip(),
        at=desk.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        zone=heard.zone,
        intent=heard.intent,
        confidence=heard.confidence,
        ranking=heard.ranking,
        entities=entities,
        language=language_of(without_tickets(heard.text), previous) if heard.text and not foreign else None,
        press=heard.press,
        alert=heard.alert,
        remarks=(
            *remarks.notice(desk.library.watches, text, entities, foreign, taken_for),
            *about_names,
            *_imitated(heard.text, desk.explorers),
        )
        if text
        else (),
    )


def _imitated(text: str, explorers: Mapping[str, Network]) -> tuple[Remark, ...]:
    """A link made to be taken for an explorer's."""
    found = links.find(text, explorers) if "/" in text and explorers else ()
    return (Remark("lookup.look_alike_host"),) if any(link.problem == links.LOOK_ALIKE for link in found) else ()


def _apart_from_explorers(text: str, explorers: Mapping[str, Network]) -> str:
    """Without links to explorers that are known: they are what a hash comes in, not what the message is about."""
    known = [link for link in links.find(text, explorers) if link.network] if "/" in text else []
    for link in reversed(known):
        text = f"{text[: link.start]} {text[link.end :]}"
    return text


def _linked(text: str, explorers: Mapping[str, Network]) -> tuple[str, ...]:
    """The networks of the explorers that the message links to."""
    named = (reference.network for reference in references.find(text, explorers))
    return tuple(dict.fromkeys(network for network in named if network))


def _about_names(desk: Desk, heard: Heard) -> tuple[Remark, ...]:
    """What is to be said of sites, numbers and accounts in the message."""
    if desk.library.official is None:
        return ()
    listed = desk.phishing.lists if desk.phishing else lambda host: False
    text = _apart_from_explorers(heard.text, desk.explorers)
    return notice(text, heard.intent, desk.library.official, listed)


def _with_nearest(desk: Desk, talk: Conversation, reply: Reply) -> Reply:
    """Meaning is asked last: it takes milliseconds, and words are surer."""
    ask = open_question(desk.library, talk)
    answers = ask is not None and bool(ask.options) and talk.asked != CARD and 0 < words.width(reply.text) <= BRIEF
    if desk.chooser is None or ask is None or not answers:
        return reply
    if read_answer(ask, reply, desk.library.phrases):
        return reply
    # A move is no answer, and what is nearest to one must not be taken for the option that comes next.
    moves = {move.value: desk.library.phrases[move.value] for move in Move if desk.library.phrases.get(move.value)}
    options = {**moves, **{option.id: (*option.words, *option.alone) for option in ask.options}}
    nearest = desk.chooser.nearest(reply.text, options)
    option = ask.option(nearest) if nearest else None
    titles = option.words[:_TITLES] if option else ()
    # "I did not send it" is near "I sent it", and its opposite.
    doubtful = denies(reply.text, desk.library.phrases) != any(denies(it, desk.library.phrases) for it in titles)
    return replace(reply, nearest=nearest, doubtful=doubtful)


async def _find_out(desk: Desk, response: Response, sender: str) -> Outcome:
    """What the desk or the port says; whatever goes wrong there is one more fact, not an error."""
    need, talk = response.need or Need("", {}), response.conversation
    if need.port == handover.DESK:
        if desk.tickets is None or talk.draft is None:
            return Outcome(UNAVAILABLE)
        return await ticketing.send(desk.tickets, talk.draft, sender, talk.language, desk.clock())
    port: Port | None = desk.ports.get(need.port)
    if need.port in consent.PORTS and not consent.allowed(desk.look_ups, talk.look_ups):
        return Outcome(UNAVAILABLE)
    if need.port == "ticket" and port is None and desk.tickets:
        port = ticketing.TicketPort(desk.tickets, sender)
    if port is None:
        return Outcome(UNAVAILABLE)
    try:
        return await asyncio.wait_for(port.ask(need.facts), desk.deadline)
    except (PortError, asyncio.TimeoutError):
        return Outcome(UNAVAILABLE)
