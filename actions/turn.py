"""action_turn: every message of every conversation comes through here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from walletdesk import bootstrap
from walletdesk.core.turn import Form, Press
from walletdesk.support import Heard, Spoken, take_turn

SLOT = "conversation"
_log = logging.getLogger(__name__)


class ActionTurn(Action):
    def name(self) -> str:
        return "action_turn"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        stored = tracker.get_slot(SLOT)
        try:
            spoken = await take_turn(bootstrap.the_desk(), stored, heard(tracker.latest_message, tracker.sender_id))
        except Exception as error:  # noqa: BLE001  (a defect must not silence us; its text may quote the user)
            _log.error("a turn failed: %s", type(error).__name__)
            dispatcher.utter_message(response="dialogue.sorry", language=_language(stored))
            return []
        say(dispatcher, spoken)
        return [SlotSet(SLOT, spoken.stored)]


def say(dispatcher: CollectingDispatcher, spoken: Spoken) -> None:
    """Hand the lines on as keys; the words are made by rasa_edge/nlg.py."""
    for line in spoken.lines:
        dispatcher.utter_message(
            response=line.key,
            language=spoken.conversation.language,
            form=line.form.value if line.form is not Form.TELL else None,
            facts=dict(line.facts),
            choices=[
                {"key": button.key, "payload": payload, "facts": dict(button.facts)}
                for button, payload in spoken.payloads(line)
            ],
            file=line.file,
        )


def heard(message: Mapping[str, Any], sender: str = "") -> Heard:
    """Rasa's parsed message in our terms. `sender`: the conversation's id in its channel."""
    metadata = message.get("metadata") or {}
    intent = message.get("intent") or {}
    entities = tuple((str(e["entity"]), str(e["value"])) for e in message.get("entities") or ())
    ranking = tuple((str(each["name"]), float(each["confidence"])) for each in message.get("intent_ranking") or ())
    name = str(intent.get("name") or "")
    typed = name not in ("press", "secret_shared", "unreadable")
    return Heard(
        text=str(message.get("text") or "") if typed else "",
        intent=name,
        confidence=float(intent.get("confidence") or 0.0),
        ranking=ranking,
        entities=entities,
        press=_press(dict(entities)) if name == "press" else None,
        language=(dict(entities).get("language") if not typed else None) or metadata.get("locale"),
        alert=message.get("alert"),
        prefers=metadata.get("language"),
        switched=bool(metadata.get("switched")),
        sender=sender,
        zone=str(metadata.get("timezone") or ""),
    )


def _press(fields: Mapping[str, str]) -> Press:
    return Press(fields.get("s", ""), fields.get("v", ""), fields.get("n", ""))


def _language(stored: object) -> str:
    return str(stored.get("language", "en")) if isinstance(stored, Mapping) else "en"
