"""One message of one conversation, and the answers that readings and moves have in common. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from walletdesk.core import cards, consent, diagnosis, words
from walletdesk.core.case import Case, Conversation
from walletdesk.core.chain.wholeness import trouble
from walletdesk.core.official import Official
from walletdesk.core.playbook import UNAVAILABLE, Ask, Conclude, LookUp, Playbook
from walletdesk.core.remarks import Watches
from walletdesk.core.turn import MOVE_STEP, TOPIC_STEP, Button, Form, Line, Move, Need, Outcome, Reply

HANDED_OVER = "hand_over"
ASKED_IF_HELPED = "helped"
CODE = "code"  # `asked`, after a hash or an address alone
LEAK_TOPIC = "seed_leaked"


ACT_AT = 0.45  # confidence from which a topic that is not urgent is opened
SWITCH_AT = 0.8  # and from which an open case is left for another problem
BRIEF = 60  # columns (a Han character has two); a longer message is more than an answer


@dataclass(frozen=True)
class Library:
    """All playbooks by topic, and the phrases of the dialogue: each `Move` by its value, `yes`, `no`, `denial`,
    `correction`. `small_talk` intents have a text and no playbook; `fallback` is what out-of-scope is answered with.
    `labelled` facts have a name for users and are said back when they were noted unasked. `watches`: what deserves a
    remark in any message. `names`: how users call the labelled facts. `families`: topics that are easily taken for one
    another, offered together."""

    playbooks: Mapping[str, Playbook]
    phrases: Mapping[str, tuple[str, ...]]
    small_talk: frozenset[str] = frozenset()
    fallback: str = "out_of_scope"
    labelled: frozenset[str] = frozenset()
    watches: Watches = field(default_factory=Watches)
    official: Official | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Response:
    """What to say, the conversation after it, and what a port must find out first (then call `dialogue.resume`)."""

    conversation: Conversation
    lines: tuple[Line, ...] = ()
    need: Need | None = None


@dataclass(frozen=True)
class Scene:
    """asked: what the last turn asked besides the playbook's question (`Conversation.asked`). staffed: whether there is
    a desk of people to send something to. news: the ticket whose answer came with the last turn. look_ups: whether
    chains may be read (a policy of `consent`)."""

    library: Library
    talk: Conversation
    reply: Reply
    asked: str | None = None
    staffed: bool = True
    news: str | None = None
    look_ups: str = consent.NEVER

    @property
    def playbook(self) -> Playbook | None:
        return self.library.playbooks.get(self.talk.case.topic) if self.talk.case else None

    @property
    def is_brief(self) -> bool:
        """Whether the words are no more than an answer; hashes and addresses are long, and say nothing by that."""
        codes = [value for kind in ("tx_hash", "address") for value in self.reply.entities.get(kind, ())]
        return words.width(self.reply.text) - sum(map(len, codes)) <= BRIEF

    @property
    def lone(self) -> str | None:
        """`tx_hash` or `address` where the message is nothing else; what such a thing is called does not count."""
        for kind in ("tx_hash", "address"):
            codes = self.reply.entities.get(kind, ())
            if len(codes) == 1 and self._is_all(kind, codes[0]):
                return kind
        return None

    def _is_all(self, kind: str, code: str) -> bool:
        text = self.reply.text.strip()
        if text.startswith(("https://", "http://")):
            return not any(char.isspace() for char in text)
        rest = words.bare(text.replace(code.lower(), " "))
        return not rest or words.is_one_of(self.library.names.get(kind, ()), rest)

    def says(self, move: Move) -> bool:
        return words.is_one_of(self.library.phrases.get(move.value, ()), self.reply.text)

    def phrase(self, phrases: str) -> bool:
        """Whether the whole message is one of them."""
        return words.is_one_of(self.library.phrases.get(phrases, ()), self.reply.text)

    def mentions(self, phrases: str) -> bool:
        return words.contains(self.library.phrases.get(phrases, ()), self.reply.text)


def open_question(library: Library, talk: Conversation) -> Ask | None:
    """What was asked last and not answered."""
    playbook = library.playbooks.get(talk.case.topic) if talk.case else None
    step = playbook.steps.get(talk.case.step) if playbook and talk.case else None
    return step if isinstance(step, Ask) else None


def aside(scene: Scene, *said: str | Line, form: Form = Form.AGAIN) -> Response:
    """Say something, then come back to the open question where there is one."""
    lines = tuple(Line(item) if isinstance(item, str) else item for item in said)
    if scene.talk.case is None or scene.playbook is None:
        return Response(scene.talk, lines)
    again = diagnosis.ask_again(scene.playbook, scene.talk.case)
    return Response(scene.talk, (*lines, *(replace(line, form=form) for line in again.lines)))


def open_topic(scene: Scene, topic: str, facts: Mapping[str, str], *before: Line) -> Response:
    """Start a topic, or return to it where it was parked; what is open now is parked."""
    was_open = scene.talk.case
    talk = scene.talk if was_open is None or was_open.topic == topic else scene.talk.park()
    parked = next((case for case in talk.parked if case.topic == topic), None)
    lines = (
        *before,
        *(
            (Line("dialogue.parked", facts={"topic": was_open.topic}),)
            if talk.parked != scene.talk.parked and was_open
            else ()
        ),
    )
    playbook = scene.library.playbooks[topic]
    if parked and isinstance(playbook.steps.get(parked.step), (Ask, LookUp)):
        talk = replace(talk, case=parked, parked=tuple(c for c in talk.parked if c is not parked), misses=0)
        again = diagnosis.ask_again(playbook, parked)
        return Response(talk, (*lines, Line("dialogue.resumed", facts={"topic": topic}), *again.lines))
    opened = replace(scene, talk=replace(talk, case=None, offered=()))
    lately = dict(scene.talk.codes[-1:]) if scene.asked == CODE and topic != LEAK_TOPIC else {}
    known = {**lately, **facts, **readable(scene)}
    return told(opened, diagnosis.start(playbook, known, scene.reply, scene.library.phrases), *lines)


def readable(scene: Scene) -> dict[str, str]:
    """What a new case knows of look-ups: playbooks ask for a hash only where one can be read."""
    return {consent.FACT: consent.ON} if consent.allowed(scene.look_ups, scene.talk.look_ups) else {}


def told(scene: Scene, turn: diagnosis.Turn, *before: Line) -> Response:
    """Turn what the diagnosis said into a response, with what we noted unasked and what is still waiting."""
    noted = {name: turn.case.facts[name] for name in turn.used if name in scene.library.labelled}
    said_now = _with_note(turn.lines, noted) if noted else turn.lines
    lines = (*before, *said_now)
    broken = _broken_hash(turn.need)
    if turn.need and (broken or consent.is_refused(scene.look_ups, scene.talk.look_ups, turn.need)):
        playbook = scene.library.playbooks[turn.case.topic]
        return told(scene, diagnosis.resume(playbook, turn.case, Outcome(UNAVAILABLE, lines=broken)), *lines)
    if turn.need and turn.need.port == "transaction":
        lines = (*lines, *_one_of_many(scene.reply))
    if turn.need and consent.is_due(scene.look_ups, scene.talk.look_ups, turn.need):
        asked = consent.question(turn.case.topic, turn.case.step, turn.need.port, turn.case.facts)
        return Response(replace(scene.talk, case=turn.case, misses=0, closed=None, last=None), (*lines, asked))
    if turn.need or not turn.ended:
        return Response(replace(scene.talk, case=turn.case, misses=0, closed=None, last=None), lines, turn.need)
    closed = f"{turn.case.topic}.{turn.ended}"
    ended = replace(scene, talk=replace(scene.talk, case=None, misses=0, closed=closed, last=turn.case))
    if turn.ended == HANDED_OVER:
        return present(ended, turn.case, "dialogue.person", *lines)
    return _afterwards(ended, turn.case, lines)


def _broken_hash(need: Need | None) -> tuple[Line, ...]:
    """What is wrong with the hash that is to be looked up, if anything."""
    wrong = trouble(need.facts.get("tx_hash", "")) if need and need.port == "transaction" else None
    return (wrong,) if wrong else ()


def _one_of_many(reply: Reply) -> tuple[Line, ...]:
    """Several hashes in one message: which of them is read."""
    hashes = tuple(dict.fromkeys(reply.entities.get("tx_hash", ())))
    facts = {"number": str(len(hashes)), "tx_hash": hashes[0]} if hashes else {}
    return (Line("dialogue.several_hashes", facts=facts),) if len(hashes) > 1 else ()


def present(scene: Scene, case: Case | None, key: str, *before: Line) -> Response:
    """Show what a person would be sent about the case, and wait for the user's word."""
    playbook = scene.library.playbooks.get(case.topic) if case else None
    draft = cards.draft_for(case, playbook, scene.talk, scene.library.labelled)
    other = scene.talk.draft
    lost = other and other.story and other.about != draft.about
    notes = (Line("dialogue.draft_replaced"),) if lost else ()
    if scene.talk.tickets and not before:
        number = scene.talk.tickets[-1]
        add = (cards.answer_button(number),) if scene.staffed else ()
        notes = (*notes, Line("dialogue.sent_before", facts={"ticket": number}, buttons=add))
    talk = replace(scene.talk, draft=draft, asked=cards.asks(draft, scene.staffed), misses=0)
    return Response(talk, (*before, *notes, cards.card(talk, draft, key, playbook, scene.staffed)))


def _with_note(lines: tuple[Line, ...], noted: Mapping[str, str]) -> tuple[Line, ...]:
    """What we noted comes behind the words a topic opens with: the first line may be an action that cannot wait."""
    first = next((at for at, line in enumerate(lines) if line.form is not Form.TELL), len(lines))
    return (*lines[:first], Line("dialogue.noted", facts=noted), *lines[first:])


def _afterwards(scene: Scene, case: Case, lines: tuple[Line, ...]) -> Response:
    """After an end: whether it helped, once, and what else there is to go on with."""
    playbook = scene.library.playbooks[case.topic]
    end = playbook[case.step]
    asks = isinstance(end, Conclude) and end.ask_if_helped
    if not asks and scene.talk.parked:
        return _back_to(scene, scene.talk.parked[-1], lines)
    helped = tuple(button(move) for move in (Move.HELPED, Move.PARTLY, Move.NOT_HELPED) if asks)
    unsent = (cards.show_button(),) if scene.talk.draft else ()
    ways = (*helped, *((button(Move.EVIDENCE),) if playbook.evidence else ()), *unsent, button(Move.PERSON))
    waiting = still_waiting(scene.talk, *ways)
    if waiting:
        return Response(scene.talk, (*lines, *waiting))
    key = "dialogue.anything_else" if asks else "dialogue.anything_more"
    talk = replace(scene.talk, asked=ASKED_IF_HELPED if asks else None)
    return Response(talk, (*lines, Line(key, buttons=(*ways, button(Move.RESTART)))))


def _back_to(scene: Scene, parked: Case, lines: tuple[Line, ...]) -> Response:
    """What was only a question in between leads back to the problem by itself."""
    talk = replace(scene.talk, case=parked, parked=scene.talk.parked[:-1], misses=0)
    again = diagnosis.ask_again(scene.library.playbooks[parked.topic], parked)
    return Response(talk, (*lines, Line("dialogue.resumed", facts={"topic": parked.topic}), *again.lines))


def still_waiting(talk: Conversation, *ways: Button) -> tuple[Line, ...]:
    """The way back to the problems set aside, the latest first."""
    waiting = tuple(topic_button(case.topic) for case in reversed(talk.parked))
    return (Line("dialogue.waiting", buttons=(*waiting, *(ways or (button(Move.PERSON),)))),) if waiting else ()


def said(reply: Reply) -> dict[str, str]:
    return {entity: values[0] for entity, values in reply.entities.items() if values}


def button(move: Move) -> Button:
    return Button(f"moves.{move.value}", MOVE_STEP, move.value)


def topic_button(topic: str) -> Button:
    return Button(f"{topic}.title", TOPIC_STEP, topic)
