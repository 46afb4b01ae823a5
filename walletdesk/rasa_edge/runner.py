"""Runs the rasa_sdk actions of a package: behind Rasa in this process, or behind the stand-alone action server."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
import traceback
from typing import Any

from walletdesk.core.errors import SetupError

_log = logging.getLogger(__name__)


class Rejected(Exception):
    """The action cannot run now, in rasa_sdk's own sense; `reason` is the action's, not the user's."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(action)
        self.action = action
        self.reason = reason


class NoSuchAction(Rejected):
    """The package has no action of that name."""


class ActionRunner:
    def __init__(self, package: str) -> None:
        """Imports `package` with all its modules; raises SetupError when that fails."""
        from rasa_sdk.executor import ActionExecutor

        self._executor = ActionExecutor()
        for action in _actions_of(package):
            self._executor.register_action(action)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._executor.actions))

    async def run(self, call: Any) -> Any:
        """`call` and the answer are rasa_sdk's JSON. Raises Rejected, or whatever the action raises."""
        from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as error:
            raise Rejected(error.action_name, error.message) from None
        except ActionNotFoundException as error:
            raise NoSuchAction(error.action_name, error.message) from None


def _actions_of(package: str) -> list[type[Any]]:
    """rasa_sdk's own search takes every action class of the process, whoever imported it, and exits on an error."""
    from rasa_sdk import Action
    from rasa_sdk.utils import all_subclasses

    _import_all(package)
    return [
        action
        for action in all_subclasses(Action)
        if f"{action.__module__}.".startswith(f"{package}.") and not inspect.isabstract(action)
    ]


def _import_all(package: str) -> None:
    try:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}."):
            importlib.import_module(module.name)
    except ImportError as error:
        raise SetupError(f"the action package '{package}' cannot be imported: {error}") from error


def log_failure(action: str, error: BaseException) -> None:
    """Where it failed and the error's type; its message may quote the user, so it stays out."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("action %s failed: %s\n%s", action, type(error).__name__, frames)
