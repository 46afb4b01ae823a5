"""Remarks: what deserves a word whatever else a message is about, how it is heard, and where it is said. Pure.

A way of saying something is written `phone~|hotline + official|support`: pieces joined by ` + ` must all stand in one
sentence, in any order; `|` separates alternatives; a `~` stands for any ending of a word, a `…` for a short stretch of
the same sentence. All of it is in folded text (small letters, simplified Chinese).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from walletdesk.core.playbook import Ask, Branch, Playbook
from walletdesk.core.turn import Form, Line, Remark

MOST_TOLD = 20
OTHER_LANGUAGE = "hard.other_language"
# How many characters a `…` may stand for.
_STRETCH = 24
_SENTENCES = re.compile(r"[。!?;\n]+|\.(?=\s|$)")
# Said before a topic's own first words.
_AT_THE_DOOR = frozenset({"dialogue.secret", "dialogue.parked", "dialogue.resumed"})
# Words that people say around an error text, and programs do not.
_SPOKEN = re.compile(r"\b(?:i|i'm|my|me|we|you|your|do|did|does|how|what|why|when|help|please|can|got|get)\b")
# What surrounds an error text when a program shows it.
_WRAPPING = re.compile(r"报错|提示|错误|交易|失败|显示|代码|信息")


@dataclass(frozen=True)
class Piece:
    """One of several spellings. begins: how each of them begins; a plain search for these is quicker than `pattern`."""

    begins: tuple[str, ...]
    pattern: re.Pattern[str]

    def found_in(self, sentence: str) -> bool:
        return any(begin in sentence for begin in self.begins) and self.pattern.search(sentence) is not None


@dataclass(frozen=True)
class Way:
    """`pieces` must all be found in one sentence."""

    pieces: tuple[Piece, ...]

    def found_in(self, sentence: str) -> bool:
        return all(piece.found_in(sentence) for piece in self.pieces)


@dataclass(frozen=True)
class Watch:
    """Something to listen for. `remark` is made where one of the `ways` is heard in a sentence without an `unless`, and
    no `nowhere` in the whole message."""

    remark: Remark
    ways: tuple[Way, ...]
    unless: tuple[Way, ...] = ()
    nowhere: tuple[Way, ...] = ()

    def heard_in(self, sentence: str) -> bool:
        return any(way.found_in(sentence) for way in self.ways) and not any(w.found_in(sentence) for w in self.unless)

    def heard(self, text: str, sentences: Collection[str]) -> bool:
        return any(map(self.heard_in, sentences)) and not any(way.found_in(text) for way in self.nowhere)

    def is_news(self, intent: str) -> bool:
        """Whether it says more than its topic does, which a message taken for that topic opens anyway."""
        return not self.remark.leads or self.remark.topic != intent


@dataclass(frozen=True)
class Watches:
    """What the desk listens for. errors: the topic of each known error text, by its id; rest: in order of weight."""

    errors: Mapping[str, str] = field(default_factory=dict)
    rest: tuple[Watch, ...] = ()


def way(written: str) -> Way:
    return Way(tuple(_piece(piece) for piece in written.split(" + ")))


def _piece(written: str) -> Piece:
    spellings = [one.strip() for one in written.split("|") if one.strip()]
    begins = tuple(re.split("[~…]", one)[0] for one in spellings)
    return Piece(begins, re.compile("|".join(map(_alternative, spellings))))


def _alternative(written: str) -> str:
    left = r"(?<![a-z0-9])" if written[0].isascii() and written[0].isalnum() else ""
    right = r"(?![a-z0-9])" if written[-1].isascii() and written[-1].isalnum() else ""
    stretch = rf"[^。!?;\n]{{0,{_STRETCH}}}"
    return left + re.escape(written).replace(r"\~", "~").replace("~", r"[a-z]*").replace("…", stretch) + right


def notice(
    watches: Watches, text: str, entities: Mapping[str, Collection[str]], foreign: bool = False, intent: str = ""
) -> tuple[Remark, ...]:
    """Every remark that the folded message calls for; error texts last. foreign: in a language we do not speak. intent:
    what the message was taken for, where that is sure."""
    sentences = [sentence for sentence in _SENTENCES.split(text) if sentence.strip()]
    heard = [watch.remark for watch in watches.rest if watch.is_news(intent) and watch.heard(text, sentences)]
    heard += [watch.remark for watch in watches.rest if foreign and watch.remark.key == OTHER_LANGUAGE]
    known = [error for error in dict.fromkeys(entities.get("error_string", ())) if error in watches.errors]
    alone = bool(known) and _is_pasted(text)
    decoded = [Remark(f"errors.{error}", topic=watches.errors[error], leads=alone) for error in known]
    return (*heard, *decoded)


def _is_pasted(text: str) -> bool:
    """Whether the message is a program's words alone: nobody says anything around them."""
    return not re.search(r"[\u3400-\u9fff]", _WRAPPING.sub("", text)) and not _SPOKEN.search(text)


def to_say(remarks: Iterable[Remark], told: Collection[str]) -> tuple[Remark, ...]:
    """Those not said yet in this conversation, and those that are an answer however often they are called for."""
    return tuple(remark for remark in remarks if remark.enough or remark.firm or name_of(remark) not in told)


def name_of(remark: Remark) -> str:
    """What tells one remark from another in a stored conversation; it does not repeat the facts."""
    if not remark.facts:
        return remark.key
    facts = repr(sorted(remark.facts.items())).encode("utf-8", "surrogatepass")
    return f"{remark.key}#{hashlib.blake2b(facts, digest_size=4).hexdigest()}"


def remember(told: tuple[str, ...], remarks: Iterable[Remark]) -> tuple[str, ...]:
    names = dict.fromkeys((*told, *(name_of(remark) for remark in remarks)))
    return tuple(names)[-MOST_TOLD:]


def among(
    lines: tuple[Line, ...], remarks: Iterable[Remark], playbooks: Mapping[str, Playbook], opened: str | None
) -> tuple[Line, ...]:
    """The lines with the remarks in front; behind the words that an `opened` topic starts with: those cannot wait.

    What to do about an error is left to a playbook that knows it.
    """
    already = {line.key for line in lines}
    speaking = {line.key.partition(".")[0] for line in lines}
    said = tuple(_line(remark, playbooks, speaking) for remark in remarks if remark.key not in already)
    first = next((at for at, line in enumerate(lines) if not _opens(line, opened)), len(lines))
    return (*lines[:first], *said, *lines[first:])


def _opens(line: Line, topic: str | None) -> bool:
    own = topic is not None and line.key.startswith(f"{topic}.")
    return line.form is Form.TELL and (own or (topic is not None and line.key in _AT_THE_DOOR))


def _line(remark: Remark, playbooks: Mapping[str, Playbook], speaking: Collection[str]) -> Line:
    playbook = playbooks.get(remark.topic or "")
    _, _, error = remark.key.partition("errors.")
    taken = playbook is not None and playbook.topic in speaking and _takes(playbook, error)
    return Line(remark.key, Form.TELL if taken else Form.AGAIN, remark.facts)


def _takes(playbook: Playbook, error: str) -> bool:
    """Whether a step of the playbook turns on this very error text."""
    return any(
        (isinstance(step, Ask) and any(error in option.values for option in step.options))
        or (isinstance(step, Branch) and step.fact == "error_string" and error in step.cases)
        for step in playbook.steps.values()
    )
