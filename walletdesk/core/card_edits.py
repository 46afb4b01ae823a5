"""What a message below the card changes in what would be sent. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from walletdesk.core import answers, cards, words
from walletdesk.core.cards import STORY
from walletdesk.core.case import Draft
from walletdesk.core.playbook import Ask
from walletdesk.core.playbook import Kind as Answer
from walletdesk.core.scene import BRIEF, Scene

_TITLES = 2  # of a fact's names: the label in each language
LONG = 120  # columns; more is not the value of a fact
_SETS = re.compile(r"\s*(?:[:：=]|改成|改为|应该是|\bshould be\b|\bto\b|\bis\b)\s*", re.IGNORECASE)
_ASKS = re.compile(r"^(?:please\s)?(?:change|set|correct|edit|fix|make|the|my)(?:\s(?:the|my))?\s|^请?[把将改]")


def changed(scene: Scene, draft: Draft) -> Draft | None:
    """ "amount: 300 USDT": a label, what sets it, a value."""
    text = _ASKS.sub("", scene.reply.text)
    labels = scene.library.names
    known = {fact: labels.get(fact, ()) for fact in draft.kept}
    # What is not on the card yet is named by its label alone: "reason: …" may be many things.
    for fact, names in (*known.items(), *((fact, names[:_TITLES]) for fact, names in labels.items())):
        for name in names:
            sets = _SETS.match(text, len(name)) if text.startswith(name) else None
            if sets and 0 < words.width(text[sets.end() :].strip()) <= LONG // 2:
                return changed_to(scene, draft, fact, _SETS.split(scene.reply.verbatim, maxsplit=1)[-1])
    return None


def changed_to(scene: Scene, draft: Draft, fact: str, written: str) -> Draft:
    """With what the message gives for the fact: an option, an entity, else its words."""
    if fact == STORY:
        return replace(draft, story=answers.as_written(written))
    return draft.change(fact, _value(scene, draft, fact, written))


def dropped(scene: Scene, draft: Draft) -> Draft | None:
    """ "leave out the address", "去掉 TRON": by its label, else by its value."""
    if not scene.mentions("drop"):
        return None
    fact = _mentioned(scene, draft) or _by_value(scene, draft)
    if fact is None:
        return None
    return replace(draft, story="") if fact == STORY else draft.change(fact, "")


def drops_something(scene: Scene) -> bool:
    """A wish to leave out what we cannot tell; "don't send it yet" is none."""
    brief = words.width(scene.reply.text) <= BRIEF
    return brief and scene.mentions("drop") and not scene.mentions("dont_send")


def named(scene: Scene, draft: Draft) -> str | None:
    """ "the amount", "改一下数量": what is to be changed, without the new value."""
    text = scene.reply.text
    named = {fact: scene.library.names.get(fact, ()) for fact in (*draft.kept, STORY)}
    bare = next((fact for fact, names in named.items() if words.is_one_of(names, _ASKS.sub("", text))), None)
    if bare or words.width(text) > BRIEF // 2 or not scene.mentions("edit"):
        return bare
    return _mentioned(scene, draft)


def added(draft: Draft, written: str) -> Draft:
    return replace(draft, story=answers.as_written(f"{draft.story}\n{written}"), beside="")


def _mentioned(scene: Scene, draft: Draft) -> str | None:
    """The one part of the card that is named; labels are surer than the other ways to call it."""
    named = {fact: scene.library.names.get(fact, ()) for fact in (*draft.kept, STORY)}
    titles = {fact: names[:_TITLES] for fact, names in named.items()}
    return words.best(titles, scene.reply.text) or words.best(named, scene.reply.text)


def _by_value(scene: Scene, draft: Draft) -> str | None:
    said = scene.reply.entities
    fits = [fact for fact, value in draft.kept.items() if value in said.get(fact, ()) or _occurs(value, scene)]
    return fits[0] if len(fits) == 1 else None


def _occurs(value: str, scene: Scene) -> bool:
    return len(value) > 1 and words.contains([words.fold(value)], scene.reply.text)


def _value(scene: Scene, draft: Draft, fact: str, written: str) -> str:
    playbook = scene.library.playbooks.get(draft.topic)
    asks = [step for step in playbook.steps.values() if isinstance(step, Ask)] if playbook else []
    choices = [ask for ask in asks if ask.fact == fact and ask.kind in (Answer.CHOICE, Answer.YES_NO)]
    chosen = next(filter(None, (answers.read_answer(ask, scene.reply, scene.library.phrases) for ask in choices)), None)
    return chosen or ", ".join(scene.reply.entities.get(fact, ())) or answers.as_written(written)[: cards.MOST_FACT]
