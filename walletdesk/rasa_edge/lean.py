"""Leaves out, while Rasa is imported, what only its unused parts need: half of the time and memory of a start.

Rasa imports every channel, store, broker and classifier it knows. Within `imports()` its modules get inert stand-ins
for the libraries behind those; afterwards anybody who asks gets the real ones. Only for a bot whose pipeline and
channels are our own: a component of Rasa's would find a stand-in where it needs scikit-learn.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from walletdesk.rasa_edge.no_tensorflow import Finder, InertModule

UNUSED = (
    # channels
    *("aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API", "slack_sdk", "socketio", "twilio"),
    *("webexteamssdk", "webexpythonsdk"),
    # stores and brokers
    *("aio_pika", "aiormq", "boto3", "botocore", "confluent_kafka", "pymongo", "redis"),
    # classifiers, plots, prompts
    *("sklearn", "sklearn_crfsuite", "skops", "matplotlib", "prompt_toolkit", "questionary"),
)
_OURS = re.compile(r"walletdesk\.[\w.]+|RulePolicy")
_COMPONENT = re.compile(r"^\s*-?\s*name:\s*[\"']?([\w.]+)", re.MULTILINE)
_TOP_KEY = re.compile(r"^([\w.]+):", re.MULTILINE)


class _LeanFinder(Finder):
    def for_others(self, fullname: str) -> None:
        """They get the real library: the next finder is asked."""


def is_ours(config: Path, endpoints: Path) -> bool:
    """True when config.yml names nothing but our own components.

    An event broker needs its library: Rasa names that library's errors in an `except`.
    """
    names = _COMPONENT.findall(config.read_text("utf-8"))
    if endpoints.is_file() and "event_broker" in _TOP_KEY.findall(endpoints.read_text("utf-8")):
        return False
    return bool(names) and all(_OURS.fullmatch(name) for name in names)


@contextmanager
def imports(allowed: bool = True) -> Iterator[None]:
    """Not `allowed`: everything is imported as usual."""
    if not allowed:
        yield
        return
    finder = _LeanFinder([name for name in UNUSED if name not in sys.modules])
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name, module in list(sys.modules.items()):
            if isinstance(module, InertModule) and name.split(".")[0] in UNUSED:
                del sys.modules[name]
