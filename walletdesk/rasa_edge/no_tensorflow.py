"""Stands in for TensorFlow, which Rasa 3.6 imports at start-up and our pipeline never calls.

Rasa's own modules get inert modules and classes: they can be subclassed, used as decorators and annotated with.
Everybody else (thinc, dask, ...) is told that TensorFlow is not installed, so that none of them starts using it.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any

BLOCKED = ("tensorflow", "tensorflow_hub", "tensorflow_text", "keras", "tensorboard")


class TensorFlowAbsent(RuntimeError):
    """Code that truly needs TensorFlow was called; name the TensorFlow-free component in config.yml instead."""


class _InertType(type):
    """A class whose attributes are inert classes, and whose call hands back what it decorates."""

    def __getattr__(cls, name: str) -> Any:
        if _is_dunder(name):
            raise AttributeError(name)
        value = _inert(f"{cls.__qualname__}.{name}")
        setattr(cls, name, value)
        return value

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not cls.__dict__.get("_is_inert"):
            return super().__call__(*args, **kwargs)
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]
        if kwargs or not args:
            return cls
        raise TensorFlowAbsent(f"{cls.__qualname__} was called, but TensorFlow is not part of this installation")


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _inert(qualname: str) -> _InertType:
    body = {"_is_inert": True, "__module__": "tensorflow", "__qualname__": qualname}
    return _InertType(qualname.rsplit(".", 1)[-1], (), body)


class InertModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if _is_dunder(name):
            raise AttributeError(name)
        value = _inert(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers imports of `names` by Rasa with inert modules; `for_others` answers everybody else's."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".")[0] not in self._names:
            return None
        if not _importer().startswith("rasa."):
            self.for_others(fullname)
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def for_others(self, fullname: str) -> None:
        raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = InertModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run: attributes appear when they are asked for."""


def _importer() -> str:
    """Name of the module whose import statement is running, looking past the import machinery itself."""
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != __name__ and not name.startswith(("importlib", "_frozen_importlib")):
            return name
        frame = frame.f_back
    return ""


def hide() -> None:
    """Idempotent. A TensorFlow that somebody imported before us stays as it is."""
    if "tensorflow" in sys.modules or any(isinstance(finder, Finder) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, Finder(BLOCKED))
