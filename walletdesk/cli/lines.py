"""The machine modes: UTF-8 lines in, one JSON object a line out, flushed at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO


@dataclass(frozen=True)
class InputLine:
    """fields: the JSON object of the line, or `{"text": line}`. error: set where the line is no use; then no fields."""

    number: int
    fields: dict[str, Any] = field(default_factory=dict, repr=False)
    error: str | None = None

    @property
    def sender(self) -> str:
        sender = self.fields.get("sender")
        return "default" if sender is None else str(sender)

    @property
    def text(self) -> object:
        return self.fields.get("text", "")


def read_lines(stream: BinaryIO | None = None) -> Iterator[InputLine]:
    """Bytes that are not UTF-8 become replacement characters; no line is ever lost."""
    for number, raw in enumerate(stream or sys.stdin.buffer, 1):
        yield _line(number, raw.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff"))


def _line(number: int, line: str) -> InputLine:
    if not line.lstrip().startswith("{"):
        return InputLine(number, {"text": line})
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return InputLine(number, error="malformed_json")
    known = isinstance(fields, dict) and ("text" in fields or "payload" in fields)
    return InputLine(number, fields) if known else InputLine(number, error="no_text_and_no_payload")


def write_line(answer: dict[str, Any]) -> None:
    """Lone surrogates cannot be written as UTF-8, so they go out escaped."""
    text = json.dumps(answer, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def write_error(line: InputLine) -> None:
    write_line({"error": line.error, "line": line.number})
