"""Logging that cannot carry what users wrote. Must be set up before an Agent handles its first message.

Rasa prints its debug events, user texts included, to standard output when nobody configures structlog, and prints
the local variables of every frame of a traceback when its own function does.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, MutableMapping
from typing import Any

from walletdesk.rasa_edge import compat, guard, scrub

_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SANIC_ACCESS_LOG": "false"}


def install(level: str = "WARNING") -> None:
    """Idempotent. Lines go to standard error: standard output belongs to answers."""
    # LOG_LEVEL is also where Rasa looks before it draws progress bars.
    os.environ.update(_QUIET, LOG_LEVEL=level)
    guard.guard_log_records()
    logging.captureWarnings(True)
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(_stderr_handler())
    root.setLevel(level)
    # Deprecations in Rasa's dependencies: for developers who ask for detail, not for people who want an answer.
    logging.getLogger("py.warnings").setLevel(logging.ERROR if root.level > logging.INFO else root.level)
    # The access log puts whole URLs into fields that no record factory sees.
    logging.getLogger("sanic.access").disabled = True
    _guard_structlog()(logging.getLevelName(level))


def _stderr_handler() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler


def _guard_structlog() -> Callable[[int], None]:
    """Rasa's commands configure structlog by themselves, after us: so their function is the one to wrap."""
    from rasa.utils import log_utils

    original = log_utils.configure_structlog
    if compat.is_ours(original):
        return original
    compat.expect("configure_structlog", original, ("log_level",))

    def configure_structlog(log_level: int | None = None) -> None:
        original(log_level)
        _make_structlog_safe()

    log_utils.configure_structlog = compat.mark(configure_structlog)
    return configure_structlog


def _make_structlog_safe() -> None:
    import structlog

    processors = [_without_locals(processor) for processor in structlog.get_config()["processors"]]
    structlog.configure(processors=[*processors[:-1], _scrub_event, processors[-1]])


def _without_locals(processor: Any) -> Any:
    import structlog
    from structlog.tracebacks import ExceptionDictTransformer

    if processor is structlog.processors.dict_tracebacks:
        return structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    if isinstance(processor, structlog.dev.ConsoleRenderer):
        return type(processor)(exception_formatter=structlog.dev.plain_traceback)
    return processor


def _scrub_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Before rendering, because JSON writes Chinese as escapes in which no phrase can be found."""
    exception = event.pop("exc_info", None)
    clean: dict[str, Any] = scrub.deep(dict(event), objects=True, clean=scrub.for_log)
    if exception is not None:
        clean["exc_info"] = exception
    return clean
