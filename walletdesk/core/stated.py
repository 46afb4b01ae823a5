"""Which facts of a case its user stated: said or chose, on the way that the case took. Pure.

A first message may seem to answer questions that are never reached, and a fact may follow from another one; neither
belongs into a summary that speaks for the user.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from walletdesk.core.answers import matches
from walletdesk.core.case import Case
from walletdesk.core.diagnosis import UNKNOWN
from walletdesk.core.playbook import Ask, Branch, Kind, LookUp, Playbook, Tell


def not_stated(case: Case, playbook: Playbook | None, shown: Collection[str]) -> frozenset[str]:
    """`shown`: facts that may appear; what follows from one of these need not appear beside it."""
    if playbook is None:
        return frozenset()
    passed = _passed(playbook, case)
    asks = [step for step in playbook.steps.values() if isinstance(step, Ask)]
    guesses = {ask.fact for ask in asks if ask.kind not in (Kind.ENTITY, Kind.TEXT)} - passed
    return frozenset(guesses | {ask.fact for ask in asks if ask.id not in case.trail and _follows(ask, case, shown)})


def _follows(ask: Ask, case: Case, shown: Collection[str]) -> bool:
    if ask.source is None or ask.source == ask.fact or ask.source not in shown:
        return False
    option = ask.option(case.facts.get(ask.fact, ""))
    return option is not None and matches(case.facts.get(ask.source, ""), option.values)


def _passed(playbook: Playbook, case: Case) -> frozenset[str]:
    """Facts that decided the way from the start to where the case stands, and those that were asked for."""
    asked = {step.fact for step in map(playbook.steps.get, case.trail) if isinstance(step, Ask)}
    waiting, seen = [playbook.start], set[str]()
    while waiting:
        here = waiting.pop()
        if here in seen or here not in playbook.steps:
            continue
        seen.add(here)
        if here != case.step:
            waiting += _ahead(playbook, case, here)
    decided = {step.fact for step in map(playbook.steps.get, seen) if isinstance(step, (Ask, Branch))}
    return frozenset(asked | decided)


def _ahead(playbook: Playbook, case: Case, here: str) -> Iterable[str]:
    """Where the case went from a step; all ways of a look-up, whose outcome is not kept."""
    step = playbook[here]
    if isinstance(step, Ask):
        option = step.option(case.facts.get(step.fact, ""))
        free = step.next if step.fact in case.facts and step.next else None
        return (option.next,) if option else (free,) if free else (step.dont_know, step.skip)
    if isinstance(step, Branch):
        return (step.cases.get(case.facts.get(step.fact, UNKNOWN), step.otherwise),)
    if isinstance(step, Tell):
        return (step.next,)
    return tuple(step.outcomes.values()) if isinstance(step, LookUp) else ()
