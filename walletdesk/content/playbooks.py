"""Turns `playbook.yml` into a `Playbook`. The format is described for editors in docs/playbooks.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from walletdesk.content.entries import Said
from walletdesk.content.node import Node
from walletdesk.core.playbook import (
    NO,
    UNAVAILABLE,
    YES,
    Ask,
    Branch,
    Conclude,
    HandOver,
    Kind,
    LookUp,
    Option,
    Playbook,
    Step,
    Tell,
)

TEAMS = ("general", "technical", "security")
PORTS = ("transaction", "address", "ticket")


def build(node: Node, topic: str, said: Said) -> Playbook | None:
    """The playbook in a file, or None where a mistake (reported in `node`) makes it unusable."""
    before = len(node.problems)
    node.only("topic", "start", "urgent", "team", "evidence", "steps")
    if node.child("topic").text() != topic:
        node.report("differs from the folder's name", f"write `topic: {topic}`", "topic")
    steps = {name: _step(name, child, said) for name, child in node.child("steps").items()}
    urgent = node.optional("urgent") == "yes"
    playbook = Playbook(
        topic,
        node.child("start").text(),
        {name: step for name, step in steps.items() if step is not None},
        urgent=urgent,
        team=_team(node, "team") if node.has("team") else "security" if urgent else "general",
        evidence=node.optional("evidence") == "yes",
    )
    _check_targets(node, playbook)
    _check_circles(node, playbook)
    _check_reachable(node, playbook)
    return playbook if len(node.problems) == before else None


def targets(step: Step) -> dict[str, str]:
    """Where a step can lead: answer or outcome -> step id."""
    if isinstance(step, Ask):
        ways = {option.id: option.next for option in step.options}
        ways.update({"next": step.next} if step.next else {})
        return {**ways, "dont_know": step.dont_know, "skip": step.skip}
    if isinstance(step, LookUp):
        return dict(step.outcomes)
    if isinstance(step, Branch):
        return {**step.cases, "otherwise": step.otherwise}
    if isinstance(step, Tell):
        return {"next": step.next}
    return {}


def _step(name: str, node: Node, said: Said) -> Step | None:
    kinds = [kind for kind in _BUILDERS if node.has(kind)]
    if len(kinds) != 1:
        node.report("must be exactly one kind of step", f"write one of {', '.join(_BUILDERS)}")
        return None
    return _BUILDERS[kinds[0]](name, node, said)


def _ask(name: str, node: Node, said: Said) -> Step:
    node.only("ask", "options", "yes", "no", "entity", "text", "from", "next", "dont_know", "skip", "early")
    kind = _kind(node)
    options = _options(name, node, kind, said)
    if kind in (Kind.ENTITY, Kind.TEXT) and not node.has("next"):
        node.report("has no `next`", "say where an answer leads")
    dont_know = node.child("dont_know").text()
    return Ask(
        id=name,
        fact=node.child("ask").text(),
        kind=kind,
        dont_know=dont_know,
        skip=node.optional("skip") or dont_know,
        options=options,
        source=node.optional("entity") or node.optional("from"),
        next=node.optional("next"),
        early=node.optional("early") == "yes",
    )


def _kind(node: Node) -> Kind:
    if node.has("options"):
        return Kind.CHOICE
    if node.has(YES) or node.has(NO):
        return Kind.YES_NO
    if node.has("entity"):
        return Kind.ENTITY
    if not node.has("text"):
        node.report("does not say how it is answered", "add `options:`, `yes:` and `no:`, `entity:` or `text: free`")
    return Kind.TEXT


def _options(name: str, node: Node, kind: Kind, said: Said) -> tuple[Option, ...]:
    if kind is Kind.YES_NO:
        return tuple(_said_as(name, Option(answer, node.child(answer).text()), said) for answer in (YES, NO))
    return (
        tuple(_option(name, id_, child, said) for id_, child in node.child("options").items())
        if kind is Kind.CHOICE
        else ()
    )


def _option(step: str, id_: str, node: Node, said: Said) -> Option:
    if isinstance(node.value, str):
        return _said_as(step, Option(id_, node.text(), (id_,)), said)
    node.only("next", "values")
    return _said_as(step, Option(id_, node.child("next").text(), node.child("values").texts() or (id_,)), said)


def _said_as(step: str, option: Option, said: Said) -> Option:
    key = (step, option.id)
    return replace(option, words=said.words.get(key, ()), alone=said.alone.get(key, ()))


def _look_up(name: str, node: Node, said: Said) -> Step:
    node.only("look_up", "outcomes")
    port = node.child("look_up").text()
    if port not in PORTS:
        node.report("is not something we can look up", f"known: {', '.join(PORTS)}", "look_up")
    outcomes = {outcome: child.text() for outcome, child in node.child("outcomes").items()}
    if UNAVAILABLE not in outcomes:
        node.report("does not handle `unavailable`", "add a step that lets the user read the explorer", "outcomes")
    return LookUp(name, port, outcomes)


def _branch(name: str, node: Node, said: Said) -> Step:
    node.only("branch", "cases", "otherwise")
    cases = {value: child.text() for value, child in node.child("cases").items()}
    return Branch(name, node.child("branch").text(), cases, node.child("otherwise").text())


def _tell(name: str, node: Node, said: Said) -> Step:
    node.only("tell", "next")
    return Tell(name, node.child("tell").text(), node.child("next").text())


def _hand_over(name: str, node: Node, said: Said) -> Step:
    node.only("hand_over", "feedback")
    return HandOver(name, _team(node, "hand_over"), feedback=node.optional("feedback") == "yes")


def _team(node: Node, key: str) -> str:
    team = node.child(key).text()
    if team not in TEAMS:
        node.report("is not a team", f"known: {', '.join(TEAMS)}", key)
    return team


def _conclude(name: str, node: Node, said: Said) -> Step:
    node.only("conclude", "ask_if_helped")
    return Conclude(name, node.child("conclude").text(), ask_if_helped=node.optional("ask_if_helped") != "no")


_BUILDERS: Mapping[str, Callable[[str, Node, Said], Step]] = {
    "ask": _ask,
    "look_up": _look_up,
    "branch": _branch,
    "tell": _tell,
    "hand_over": _hand_over,
    "conclude": _conclude,
}


def _check_targets(node: Node, playbook: Playbook) -> None:
    if playbook.start not in playbook.steps:
        node.report("names a step that does not exist", "name one of the steps", "start")
    for name, step in playbook.steps.items():
        for way, target in targets(step).items():
            if target not in playbook.steps:
                node.report(f"leads to the unknown step `{target}`", "name one of the steps", f"steps.{name}.{way}")


def _check_circles(node: Node, playbook: Playbook) -> None:
    """A circle without a question in it would never let the user speak."""
    silent = {n: s for n, s in playbook.steps.items() if isinstance(s, (Tell, Branch, LookUp))}
    for name in silent:
        seen, open_ = set[str](), [name]
        while open_:
            for target in targets(silent[open_.pop()]).values():
                if target == name:
                    node.report(
                        "comes back to itself without asking anything",
                        "put a question into the circle",
                        f"steps.{name}",
                    )
                    return
                if target in silent and target not in seen:
                    seen.add(target)
                    open_.append(target)


def _check_reachable(node: Node, playbook: Playbook) -> None:
    seen, open_ = {playbook.start}, [playbook.start]
    while open_:
        step = playbook.steps.get(open_.pop())
        fresh = {target for target in targets(step).values() if target not in seen} if step else set()
        seen |= fresh
        open_ += fresh
    for name in playbook.steps:
        if name not in seen:
            node.report("cannot be reached from the start", "lead to it from somewhere or delete it", f"steps.{name}")
