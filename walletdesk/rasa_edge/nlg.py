"""Turns the keys that actions utter into words. Must never raise: Rasa answers an error here with silence."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker

from walletdesk import bootstrap
from walletdesk.core.turn import Form

_SORRY = "dialogue.sorry"
_log = logging.getLogger(__name__)


class CatalogueNlg(NaturalLanguageGenerator):
    """Named in endpoints.yml; the content is read at start, so that a mistake in it stops the start, not a turn."""

    def __init__(self, endpoint_config: Any = None, domain: Any = None) -> None:
        self._catalogue = bootstrap.the_content().catalogue

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        language = str(kwargs.get("language") or "en")
        try:
            return self._draft(utter_action, language, kwargs)
        except Exception as error:  # noqa: BLE001  (with one text wrong the user gets another; it may quote them)
            _log.error("no words for %s: %s", utter_action, type(error).__name__)
            return {"text": self._catalogue.say(_SORRY, language)}

    def _draft(self, key: str, language: str, line: dict[str, Any]) -> dict[str, Any]:
        form = Form(line.get("form") or Form.TELL.value)
        choices = line.get("choices") or ()
        text = self._catalogue.say(key, language, line.get("facts") or {}, form)
        buttons = [
            {"title": self._catalogue.say(c["key"], language, c.get("facts")), "payload": c["payload"]} for c in choices
        ]
        file = line.get("file")
        # The first line is for the reader of the chat.
        attached = {"custom": {"file": {"name": file, "text": text.partition("\n")[2]}}} if file else {}
        return {"text": text, "buttons": buttons, **attached}
