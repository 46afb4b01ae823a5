"""About as much as a simple support bot does in a turn: keeps its place in one slot, answers one line with buttons."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

_ANSWERS = ("affirm", "deny", "thank", "greet", "goodbye", "nlu_fallback")


class ActionAnswer(Action):  # type: ignore[misc]
    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        case = tracker.get_slot("case") or {"problem": None, "step": 0}
        intent = tracker.latest_message["intent"]["name"]
        if intent not in _ANSWERS:
            case = {"problem": intent, "step": 0}
            dispatcher.utter_message(response="utter_problem", problem=intent)
        else:
            case = {**case, "step": case["step"] + 1}
            dispatcher.utter_message(response="utter_go_on", problem=case["problem"] or "it", step=case["step"])
        return [SlotSet("case", case)]
