"""What goes into a turn and what comes out: the words of the engine's contract with everything around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

MOVE_STEP = "move"
TOPIC_STEP = "topic"
DRAFT_STEP = "draft"


class Move(str, Enum):
    """What a user may do at any moment besides answering."""

    DONT_KNOW = "dont_know"
    SKIP = "skip"
    BACK = "back"
    RESTART = "restart"
    PERSON = "person"
    HELP = "help"
    VERIFY = "verify"
    RESUME = "resume"
    RETURN = "return"
    NOT_HELPED = "not_helped"
    HELPED = "helped"
    PARTLY = "partly"
    EVIDENCE = "evidence"
    ENGLISH = "english"
    CHINESE = "chinese"
    TRADITIONAL = "traditional"


@dataclass(frozen=True)
class Press:
    """A pressed button. `step` is `<topic>.<step>`, `move`, `topic` or `draft`; nothing in it is trusted."""

    step: str
    value: str
    nonce: str

    def payload(self) -> str:
        """What a channel sends back when the button is pressed."""
        fields = {"s": self.step, "v": self.value, "n": self.nonce}
        return "/press" + json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Remark:
    """Something in a message that deserves a word whatever else the message is about: a known error text, a claim that
    is wrong, a name that is or is not official.

    key: the text to say. topic: what it belongs to, opened where the message fits nothing else. enough: said alone, it
    answers the message. leads: its topic is opened whatever the message was taken for, with the facts of `knows`. firm:
    the only answer, before anything else is tried, as often as it is called for; `stops`: nothing is asked after it;
    `holds`: topics that stay shut after it until another problem is told.
    """

    key: str
    facts: Mapping[str, str] = field(default_factory=dict)
    topic: str | None = None
    enough: bool = False
    leads: bool = False
    firm: bool = False
    stops: bool = False
    knows: Mapping[str, str] = field(default_factory=dict)
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """One message as understood.

    text: folded (NFKC, lower case, simplified Chinese), secrets already gone; "" for a pressed button.
    verbatim: the same as written.
    entities: canonical values by entity type, in the order they were said.
    ranking: (intent, confidence), best first.
    alert: an urgent topic that was not chosen but is too likely to be ignored.
    nearest: the option of the open question it comes nearest to in meaning, where no word of it says so; doubtful: the
    one denies something and the other does not.
    at: when it was said, UTC, ISO 8601; zone: the user's time zone (IANA), where the channel knows it.
    """

    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str | None = None
    press: Press | None = None
    alert: str | None = None
    remarks: tuple[Remark, ...] = ()
    verbatim: str = ""
    at: str = ""
    zone: str = ""
    nearest: str | None = None
    doubtful: bool = False

    def first(self, entity: str) -> str | None:
        return next(iter(self.entities.get(entity, ())), None)


@dataclass(frozen=True)
class Button:
    """`key` names the title in the texts, `facts` what it mentions; `step` and `value` come back in a `Press`."""

    key: str
    step: str
    value: str
    facts: Mapping[str, str] = field(default_factory=dict)


class Form(str, Enum):
    """How much of a text entry is said: all of a question, only its gist, a plain text, a conclusion."""

    ASK = "ask"
    AGAIN = "again"
    TELL = "tell"
    CONCLUDE = "conclude"


@dataclass(frozen=True)
class Line:
    """One bubble: a key into the texts, the facts it may mention, and its buttons.

    file: a name, where the text is also worth keeping as a file.
    """

    key: str
    form: Form = Form.TELL
    facts: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    file: str | None = None


@dataclass(frozen=True)
class Need:
    """Something only a port can find out before the turn can go on."""

    port: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a port found: the outcome's name, any facts worth keeping, and what is to be said of it first."""

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
