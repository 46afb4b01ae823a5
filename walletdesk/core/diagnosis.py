"""The engine: walks one case through one playbook. Pure; the same inputs always give the same turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from walletdesk.core import consent
from walletdesk.core.answers import Phrases, option_for, read_answer, read_early
from walletdesk.core.case import Case
from walletdesk.core.chain.finding import FACTS
from walletdesk.core.playbook import (
    UNAVAILABLE,
    Ask,
    Branch,
    Conclude,
    HandOver,
    Kind,
    LookUp,
    Playbook,
    Tell,
)
from walletdesk.core.turn import Button, Form, Line, Move, Need, Outcome, Reply

UNKNOWN = "unknown"
_WAYS_OUT = (Move.DONT_KNOW, Move.SKIP, Move.BACK, Move.RESTART, Move.PERSON)


@dataclass(frozen=True)
class Turn:
    """What one step of the diagnosis says and leaves behind.

    case: the case as it stands, its `step` a question, a look-up, or the step it ended on.
    need: set while a port must be asked before anything else.
    ended: the concluding text or `hand_over`, once the case is over.
    used: facts that answered questions without asking them.
    """

    case: Case
    lines: tuple[Line, ...] = ()
    need: Need | None = None
    ended: str | None = None
    used: tuple[str, ...] = ()


def start(
    playbook: Playbook, facts: Mapping[str, str], opening: Reply | None = None, phrases: Phrases | None = None
) -> Turn:
    """Open a case. Questions that `facts` answer, or marked `early` and answered by the opening, are not asked."""
    known = {**early_answers(playbook, opening, phrases or {}), **facts} if opening else dict(facts)
    return _walk(playbook, Case(playbook.topic, playbook.start, known), playbook.start)


def advance(playbook: Playbook, case: Case, reply: Reply, phrases: Phrases) -> Turn | None:
    """Take the reply as the answer to the open question; None where it is no answer to it."""
    ask = playbook[case.step]
    if not isinstance(ask, Ask):
        return None
    answer = read_answer(ask, reply, phrases)
    if answer is None:
        return None
    early = early_answers(playbook, reply, phrases)
    told = {fact: value for fact, value in early.items() if fact != ask.fact and fact not in case.facts}
    return _answer(playbook, _learn(case, reply).know(**told), ask, answer)


def choose(playbook: Playbook, case: Case, option_id: str) -> Turn | None:
    """Take a pressed option; None where the open question has no such option."""
    ask = playbook[case.step]
    if not isinstance(ask, Ask) or ask.option(option_id) is None:
        return None
    return _answer(playbook, case, ask, option_id)


def pass_over(playbook: Playbook, case: Case, move: Move) -> Turn | None:
    """Go on without an answer (`dont_know` or `skip`)."""
    ask = playbook[case.step]
    if not isinstance(ask, Ask):
        return None
    target = ask.skip if move is Move.SKIP else ask.dont_know
    return _walk(playbook, case.know(**{ask.fact: UNKNOWN}), target)


def resume(playbook: Playbook, case: Case, outcome: Outcome) -> Turn:
    """Go on with what a port found; an outcome the playbook does not know counts as unavailable."""
    look_up = playbook[case.step]
    if not isinstance(look_up, LookUp):
        return ask_again(playbook, case)
    target = look_up.outcomes.get(outcome.name, look_up.outcomes[UNAVAILABLE])
    # Facts of an earlier look-up are of another moment, or of another transaction.
    told = {name: value for name, value in case.facts.items() if look_up.port not in consent.PORTS or name not in FACTS}
    if "token_contract" in outcome.facts:  # what the user called it may be another token
        told = {name: value for name, value in told.items() if name not in ("token", "amount")}
    turn = _walk(playbook, replace(case, facts={**told, **outcome.facts}), target)
    return replace(turn, lines=(*outcome.lines, *turn.lines))


def go_to(playbook: Playbook, case: Case, step_id: str, reply: Reply, phrases: Phrases) -> Turn:
    """Leave the open question for another step, with everything the reply says."""
    early = early_answers(playbook, reply, phrases)
    told = {fact: value for fact, value in early.items() if fact not in case.facts}
    return _walk(playbook, _learn(case, reply, over=True).know(**told), step_id)


def step_back(playbook: Playbook, case: Case) -> Turn | None:
    """Reopen the question before the open one; None at the first."""
    if case.trail and isinstance(playbook[case.step], LookUp):  # what waits there is the user's consent
        return _open(playbook, _forget(playbook, case, case.trail[-1:]), case.trail[-1], Form.ASK)
    if len(case.trail) < 2:
        return None
    here, before = case.trail[-1], case.trail[-2]
    forgotten = _forget(playbook, case, (here, before))
    return _open(playbook, replace(forgotten, trail=case.trail[:-1]), before, Form.ASK)


def correct(playbook: Playbook, case: Case, reply: Reply, phrases: Phrases) -> Turn | None:
    """Change the latest earlier answer that the reply contradicts, and go on from there."""
    for ask in _answered(playbook, case):
        answer = read_answer(ask, reply, phrases) if ask.kind is not Kind.TEXT else None
        before = option_for(ask, case.facts)
        old = before.id if before else case.facts.get(ask.fact)
        if answer is None or answer == old or _is_source_of_open(playbook, case, ask):
            continue
        later = case.trail[case.trail.index(ask.id) :] if ask.id in case.trail else (case.trail[-1],)
        cleared = _learn(_forget(playbook, case, later), reply, over=True)
        trail = (*case.trail[: -len(later)], ask.id) if ask.id in case.trail else case.trail[:-1]
        return _answer(playbook, replace(cleared, trail=trail), ask, answer)
    return None


def ask_again(playbook: Playbook, case: Case) -> Turn:
    """Put the open question once more, in short."""
    return _open(playbook, case, case.step, Form.AGAIN, extend=False)


def _answered(playbook: Playbook, case: Case) -> list[Ask]:
    asked = [playbook[step] for step in reversed(case.trail[:-1])]
    silent = [s for s in playbook.steps.values() if isinstance(s, Ask) and s.id not in case.trail]
    known = [
        ask for ask in silent if option_for(ask, case.facts) or (ask.kind is Kind.ENTITY and ask.fact in case.facts)
    ]
    return [step for step in (*asked, *known) if isinstance(step, Ask)]


def _is_source_of_open(playbook: Playbook, case: Case, ask: Ask) -> bool:
    here = playbook[case.step]
    return isinstance(here, Ask) and here.fact == ask.fact


def _forget(playbook: Playbook, case: Case, step_ids: tuple[str, ...]) -> Case:
    asks = [playbook[step_id] for step_id in step_ids]
    gone = {name for ask in asks if isinstance(ask, Ask) for name in (ask.fact, ask.source)}
    return replace(case, facts={name: value for name, value in case.facts.items() if name not in gone})


def _learn(case: Case, reply: Reply, over: bool = False) -> Case:
    said = {entity: values[0] for entity, values in reply.entities.items() if values}
    return replace(case, facts={**case.facts, **said} if over else {**said, **case.facts})


def _answer(playbook: Playbook, case: Case, ask: Ask, answer: str) -> Turn:
    option = ask.option(answer)
    target = option.next if option else ask.next
    return _walk(playbook, case.know(**{ask.fact: answer}), target or ask.dont_know)


def early_answers(playbook: Playbook, opening: Reply, phrases: Phrases) -> dict[str, str]:
    """Facts that a message gives away for questions marked `early`, wherever these stand in the playbook."""
    asks = [step for step in playbook.steps.values() if isinstance(step, Ask) and step.early]
    read = {ask.fact: read_early(ask, opening, phrases) for ask in asks}
    return {fact: answer for fact, answer in read.items() if answer}


def _walk(playbook: Playbook, case: Case, step_id: str) -> Turn:
    """Follow the steps until a question, a look-up or an end; the loader has made sure that one comes."""
    lines: list[Line] = []
    used: dict[str, str] = {}  # question -> fact; one that comes round again is put after all
    while True:
        step = playbook[step_id]
        if isinstance(step, Ask):
            known = _known(step, case) if step_id not in used else None
            if known is None:
                turn = _open(playbook, case, step_id, Form.ASK)
                return replace(turn, lines=(*lines, *turn.lines), used=tuple(used.values()))
            used[step_id] = step.fact
            case, step_id = case.know(**{step.fact: known[0]}), known[1]
        elif isinstance(step, Tell):
            lines.append(_line(case, step.text))
            step_id = step.next
        elif isinstance(step, Branch):
            step_id = step.cases.get(case.facts.get(step.fact, UNKNOWN), step.otherwise)
        else:
            return _stop(replace(case, step=step_id), step, tuple(lines), tuple(used.values()))


def _stop(case: Case, step: LookUp | HandOver | Conclude, lines: tuple[Line, ...], used: tuple[str, ...]) -> Turn:
    if isinstance(step, LookUp):
        return Turn(case, lines, need=Need(step.port, case.facts), used=used)
    if isinstance(step, HandOver):
        return Turn(case, lines, ended="hand_over", used=used)
    return Turn(case, (*lines, _line(case, step.text, Form.CONCLUDE)), ended=step.text, used=used)


def _known(ask: Ask, case: Case) -> tuple[str, str] | None:
    """The answer we already have, with the step it leads to."""
    option = option_for(ask, case.facts)
    if option:
        return option.id, option.next
    value = case.facts.get(ask.fact) or case.facts.get(ask.source or "")
    free = ask.kind is Kind.TEXT and ask.early
    if (ask.kind is Kind.ENTITY or free) and ask.next and value and value != UNKNOWN:
        return value, ask.next
    return None


def _open(playbook: Playbook, case: Case, step_id: str, form: Form, extend: bool = True) -> Turn:
    ask = playbook[step_id]
    trail = (*(s for s in case.trail if s != step_id), step_id) if extend else case.trail
    case = replace(case, step=step_id, trail=trail)
    if isinstance(ask, LookUp):
        return Turn(case, (consent.question(playbook.topic, step_id, ask.port, case.facts, form),))
    if not isinstance(ask, Ask):
        return Turn(case)
    here = f"{playbook.topic}.{step_id}"
    options = tuple(Button(f"{here}.options.{option.id}", here, option.id) for option in ask.options)
    ways = tuple(Button(f"moves.{m.value}", "move", m.value) for m in _WAYS_OUT if m is not Move.BACK or len(trail) > 1)
    return Turn(case, (replace(_line(case, step_id, form), buttons=(*options, *ways)),))


def _line(case: Case, text: str, form: Form = Form.TELL) -> Line:
    return Line(f"{case.topic}.{text}", form, case.facts)
