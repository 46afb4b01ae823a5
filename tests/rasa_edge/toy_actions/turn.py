"""Counts turns in the slot, echoes intent and entities, and fails when it is told to."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher


class ActionTurn(Action):
    def name(self) -> str:
        return "action_turn"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        message = tracker.latest_message
        text = message.get("text") or ""
        if text.startswith("please explode") or (message.get("metadata") or {}).get("explode"):
            raise RuntimeError(f"the action choked on {message}")
        if text.startswith("please sleep"):
            await asyncio.sleep(5)
        if text.startswith("please be silent"):
            return []
        state = dict(tracker.get_slot("conversation") or {"turns": 0})
        state["turns"] += 1
        state["last"] = text
        entities = [f"{entity['entity']}={entity['value']}" for entity in message.get("entities") or []]
        intent = (message.get("intent") or {}).get("name")
        buttons = [{"title": "Yes", "payload": '/press{"s":"toy","v":"yes","n":"1"}'}]
        dispatcher.utter_message(
            text=f"turn {state['turns']}\n\n{intent} {' '.join(entities)}".strip(), buttons=buttons
        )
        return [SlotSet("conversation", state)]


class ActionSessionStart(Action):
    def name(self) -> str:
        return "action_session_start"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        state = tracker.get_slot("conversation")
        kept = [SlotSet("conversation", state)] if state else []
        return [SessionStarted(), *kept, ActionExecuted("action_listen")]
