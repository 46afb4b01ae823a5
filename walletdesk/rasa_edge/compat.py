"""What we change in Rasa 3.6.21, and the checks that fail loudly when Rasa has moved under our feet.

Every place that wraps or replaces a part of Rasa calls `expect` first: a wrapper around a function that now takes
other arguments would not crash, it would let a secret through or lose a turn.
"""

from __future__ import annotations

import importlib.metadata
import inspect
from collections.abc import Callable
from typing import Any

from walletdesk.core.errors import SetupError
from walletdesk.rasa_edge import no_tensorflow

RASA_VERSION = "3.6.21"

_MARK = "_walletdesk"


def check_version(installed: str | None = None) -> None:
    """Raises SetupError unless `installed` (default: what pip says) is the version our patches were made for."""
    found = installed if installed is not None else importlib.metadata.version("rasa")
    if found != RASA_VERSION:
        raise SetupError(
            f"rasa {found} is installed, WalletDesk's guard was tested with {RASA_VERSION} only: "
            f"install rasa=={RASA_VERSION}, or re-run the leak tests and change RASA_VERSION"
        )


def expect(where: str, function: Callable[..., Any], parameters: tuple[str, ...]) -> None:
    """Raises SetupError unless `function` takes exactly these parameter names, in this order."""
    found = tuple(inspect.signature(function).parameters)
    if found != parameters:
        raise SetupError(f"{where} takes {found} where {parameters} was expected: rasa is not {RASA_VERSION}")


def is_ours(function: object) -> bool:
    """True for what `mark` has seen: keeps every install() idempotent."""
    return getattr(function, _MARK, False) is True


def mark(function: Any) -> Any:
    setattr(function, _MARK, True)
    return function


def install() -> None:
    """Idempotent. Must run before the first import of rasa.core: TensorFlow is hidden here."""
    check_version()
    no_tensorflow.hide()
    _validate_action_results_once()
    _find_event_classes_once()


def _find_event_classes_once() -> None:
    """Rasa walks the tree of event classes for every stored event it reads: a fifth of a turn's CPU."""
    from rasa.shared.core.events import Event

    if is_ours(Event.resolve_by_type):
        return
    expect("Event.resolve_by_type", Event.resolve_by_type, ("type_name", "default"))
    original = Event.resolve_by_type
    classes: dict[str, Any] = {}

    def resolve_by_type(type_name: str, default: Any = None) -> Any:
        if type_name not in classes:
            found = original(type_name, default)
            if found is None or found is default:
                return found
            classes[type_name] = found
        return classes[type_name]

    Event.resolve_by_type = staticmethod(mark(resolve_by_type))


def _validate_action_results_once() -> None:
    """Rasa rebuilds and re-checks the same JSON schema for each action call, which costs 20-30 ms of CPU a turn."""
    import jsonschema
    from rasa.core.actions.action import RemoteAction

    if is_ours(RemoteAction._validate_action_result):
        return
    expect("RemoteAction._validate_action_result", RemoteAction._validate_action_result, ("self", "result"))
    expect("RemoteAction.action_response_format_spec", RemoteAction.action_response_format_spec, ())
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def _validate_action_result(self: Any, result: Any) -> bool:
        # best_match would quote the instance; the path of the mistake is enough for a developer.
        mistake = next(validator.iter_errors(result), None)
        if mistake is not None:
            where = "/".join(str(part) for part in mistake.absolute_path)
            raise jsonschema.ValidationError(f"the action's answer has a mistake at '{where}'")
        return True

    RemoteAction._validate_action_result = mark(_validate_action_result)
