"""Reading a message as the answer to a question that is open."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz

from walletdesk.core import secrets, words
from walletdesk.core.playbook import NO, YES, Ask, Kind, Option
from walletdesk.core.turn import Reply

Phrases = Mapping[str, tuple[str, ...]]
MOST_WORDS = 600
_CERTAIN = 0.9  # an intent is a yes or a no from here
_BRIEF_ANSWER = 40  # columns
_SAME_WORD = 85  # similarity, in percent, from which a short reply is a misspelt option


def read_answer(ask: Ask, reply: Reply, phrases: Phrases) -> str | None:
    """The option id (choice, yes/no) or the value (entity, text) the message gives, or None where it gives none.

    `phrases` holds the words for `yes`, `no` and `denial`.
    """
    if ask.kind is Kind.TEXT:
        return as_written(reply.verbatim or reply.text) or None
    if ask.kind is Kind.ENTITY:
        return reply.first(ask.source or ask.fact)
    return (
        _by_number(ask, reply)
        or _by_words(ask, reply, phrases)
        or _by_value(ask, reply)
        or _by_yes_no(ask, reply, phrases)
    )


def read_early(ask: Ask, reply: Reply, phrases: Phrases) -> str | None:
    """The option that a first message names clearly; numbers, yes and no and near misses mean nothing there.

    A free question takes the message itself, unless it only announces that something is to be said.
    """
    if ask.kind is Kind.TEXT:
        announced = words.is_one_of(phrases.get("announcement", ()), reply.text)
        return None if announced else as_written(reply.verbatim) or None
    return _named(ask, reply, phrases) or _by_value(ask, reply)


def as_written(text: str) -> str:
    """Free words of a user as they may be kept and sent: printable, guarded once more, cut at MOST_WORDS characters."""
    printable = "".join(char for char in text if char.isprintable() or char == "\n").strip()
    return secrets.redact(printable[: 4 * MOST_WORDS]).text[:MOST_WORDS]


def option_for(ask: Ask, facts: Mapping[str, str]) -> Option | None:
    """The option that facts already known choose, if any."""
    known = ask.option(facts.get(ask.fact, ""))
    if known or ask.source is None or ask.source not in facts:
        return known
    return next((option for option in ask.options if matches(facts[ask.source], option.values)), None)


def matches(value: str, patterns: tuple[str, ...]) -> bool:
    """Whether a fact's value is among the patterns; `60..`, `..5` and `5..60` are number ranges, upper end excluded."""
    return any(value == pattern or _in_range(value, pattern) for pattern in patterns)


def _in_range(value: str, pattern: str) -> bool:
    low, dots, high = pattern.partition("..")
    if not dots:
        return False
    try:
        number = float(value)
        return float(low or "-inf") <= number < float(high or "inf")
    except ValueError:
        return False


def denies(text: str, phrases: Phrases) -> bool:
    """Whether folded text says that something is not so."""
    harmless = words.spans(phrases.get("no_denial", ()), text)
    return any(
        not any(a <= start and end <= b for a, b in harmless)
        for start, end in words.spans(phrases.get("denial", ()), text)
    )


def _by_number(ask: Ask, reply: Reply) -> str | None:
    said = words.bare(reply.text)
    if said.isdecimal() and len(said) <= 2 and 1 <= int(said) <= len(ask.options):
        return ask.options[int(said) - 1].id
    return None


def _by_words(ask: Ask, reply: Reply, phrases: Phrases) -> str | None:
    alone = {option.id for option in ask.options if words.is_one_of(option.alone, reply.text)}
    exact = alone.pop() if len(alone) == 1 else _named(ask, reply, phrases)
    if exact or not 4 <= len(reply.text) <= 24:
        return exact
    near = {
        option.id
        for option in ask.options
        if any(len(word) >= 4 and fuzz.ratio(word, reply.text) >= _SAME_WORD for word in option.words)
    }
    return near.pop() if len(near) == 1 else None


def _named(ask: Ask, reply: Reply, phrases: Phrases) -> str | None:
    spoken = {option.id: option.words for option in ask.options}
    return words.best(spoken, reply.text, phrases.get("denial", ()), phrases.get("no_denial", ()))


def _by_value(ask: Ask, reply: Reply) -> str | None:
    said = reply.entities.get(ask.source or ask.fact, ())
    chosen = {option.id for value in said for option in ask.options if matches(value, option.values)}
    return chosen.pop() if len(chosen) == 1 else None


def _by_yes_no(ask: Ask, reply: Reply, phrases: Phrases) -> str | None:
    if ask.kind is not Kind.YES_NO:
        return None
    for answer, intent in ((NO, "deny"), (YES, "affirm")):
        if words.is_one_of(phrases.get(answer, ()), reply.text) or _starts(phrases.get(answer, ()), reply.text):
            return answer
        if (reply.intent == intent and reply.confidence >= _CERTAIN) or _opens(
            phrases.get(f"opens_{answer}", ()), reply.text
        ):
            return answer
    return None


def _starts(phrases: tuple[str, ...], text: str) -> bool:
    """Whether the message opens with one of the phrases and a pause: "no, I never did"."""
    head = text.replace("，", ",").replace("。", ",").replace("!", ",").replace(".", ",").partition(",")
    return bool(head[1]) and words.is_one_of(phrases, head[0])


def _opens(phrases: tuple[str, ...], text: str) -> bool:
    """Whether a short message opens with one of the phrases: "yes there is one before it"."""
    return words.width(text) <= _BRIEF_ANSWER and any(start == 0 for start, _ in words.spans(phrases, text))
