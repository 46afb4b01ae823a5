"""What to do when unsure: offer the likely problems, or ask whether an option was meant. Pure."""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core import diagnosis, guarded, moves, words
from walletdesk.core.scene import SWITCH_AT, Response, Scene, aside, button, open_topic, told, topic_button
from walletdesk.core.turn import Button, Line, Move

CERTAIN_AT = 0.95  # a short message with news for the open case is about something else from here
SURE_AT = 0.6  # below this a close second is asked about …
CLOSE_AT = 0.3  # … that is at least as likely as this
OFFER_AT = 0.12  # below this a topic is not even offered
LOST_TWICE = 2
MEANT = "meant:"  # `asked`, with the option we guessed behind it


def meant(scene: Scene) -> Response | None:
    """The option whose meaning is nearest. It is a guess: said back, and asked about where a mistake would cost."""
    option, case = scene.reply.nearest, scene.talk.case
    if option is None or case is None or scene.playbook is None:
        return None
    if scene.reply.confidence >= CERTAIN_AT and wants_other_topic(scene):
        return None
    chosen = _chosen(scene, option)
    if chosen is None:
        return None
    here = f"{case.topic}.{case.step}"
    is_option = option != Move.DONT_KNOW.value
    guess = {"option": f"{here}.{option}" if is_option else "move.dont_know"}
    if chosen.conversation.case and not scene.playbook.urgent and not scene.reply.doubtful:
        return replace(chosen, lines=(Line("dialogue.taken_as", facts=guess), *chosen.lines))
    that_one = Button("dialogue.that_one", here, option) if is_option else button(Move.DONT_KNOW)
    asked = aside(scene, Line("dialogue.did_you_mean", facts=guess, buttons=(that_one,)))
    return replace(asked, conversation=replace(asked.conversation, asked=f"{MEANT}{option}"))


def _chosen(scene: Scene, option: str) -> Response | None:
    """What follows from an option of the open question, or from not knowing."""
    if scene.talk.case is None or scene.playbook is None:
        return None
    turn = diagnosis.choose(scene.playbook, scene.talk.case, option)
    if turn is None:
        return moves.do(scene, Move.DONT_KNOW) if option == Move.DONT_KNOW.value else None
    return told(scene, turn)


def confirmed(scene: Scene) -> Response | None:
    """A yes to "do you mean …?"."""
    nothing, was_guessed, option = (scene.asked or "").partition(MEANT)
    yes = (*scene.library.phrases.get("yes", ()), *scene.library.phrases.get("plain_yes", ()))
    if nothing or not was_guessed or not words.is_one_of(yes, scene.reply.text):
        return None
    return _chosen(scene, option)


def chose_offer(scene: Scene) -> Response | None:
    """A bare number after "which of these?"."""
    said = words.bare(scene.reply.text)
    if scene.talk.case or not said.isdecimal() or not 1 <= int(said) <= len(scene.talk.offered):
        return None
    topic = scene.talk.offered[int(said) - 1]
    return open_topic(scene, topic, guarded.about_the_key(scene, topic))


def unsure(scene: Scene) -> Response | None:
    """Offer the likeliest problems instead of guessing."""
    topics = likely(scene)
    is_faint = len(topics) < 2 and not likely(scene, CLOSE_AT)  # a single button would be a strange choice
    if scene.talk.case or is_faint or scene.talk.misses >= LOST_TWICE:
        return None
    return offer(scene, topics)


def rival(scene: Scene) -> str | None:
    """A second problem so likely that acting on the first would be a guess."""
    others = (name for name, confidence in scene.reply.ranking[1:2] if confidence >= CLOSE_AT)
    rival = next(others, None) if scene.reply.confidence < SURE_AT else None
    return rival if rival in scene.library.playbooks and rival != scene.library.fallback else None


def offer(scene: Scene, close: tuple[str, ...]) -> Response:
    """Buttons for the likely problems; where all are of one family, for the whole family."""
    families = scene.library.families
    family = next((name for name, topics in families.items() if set(close) <= set(topics)), None)
    topics = (*close, *(topic for topic in families[family] if topic not in close)) if family else close
    talk = replace(scene.talk, offered=topics, misses=scene.talk.misses + 1)
    buttons = (*(topic_button(topic) for topic in topics), button(Move.PERSON))
    return Response(talk, (Line(f"dialogue.which_{family}" if family else "dialogue.which", buttons=buttons),))


def likely(scene: Scene, least: float = OFFER_AT) -> tuple[str, ...]:
    ranked = [name for name, confidence in scene.reply.ranking[:3] if confidence >= least]
    return tuple(name for name in ranked if name in scene.library.playbooks and name != scene.library.fallback)


def wants_other_topic(scene: Scene) -> bool:
    case, reply = scene.talk.case, scene.reply
    known = reply.intent in scene.library.playbooks and reply.intent != scene.library.fallback
    return known and reply.confidence >= SWITCH_AT and (case is None or reply.intent != case.topic)
