"""action_session_start: a new Rasa session keeps the case; nobody has to start again because an hour has passed."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import SLOT


class ActionSessionStart(Action):
    def name(self) -> str:
        return "action_session_start"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        stored = tracker.get_slot(SLOT)
        kept = [SlotSet(SLOT, stored)] if stored is not None else []
        return [SessionStarted(), *kept, ActionExecuted("action_listen")]
