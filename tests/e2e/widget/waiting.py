"""Waiting for something to become true, with a sentence for when it does not."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any


async def until(
    true: Callable[[], Awaitable[Any] | Any], seconds: float, what: str | Callable[[], str], every: float = 0.04
) -> Any:
    """The first answer of `true` that counts as true."""
    deadline = time.monotonic() + seconds
    while True:
        answer = true()
        answer = await answer if inspect.isawaitable(answer) else answer
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s for {what if isinstance(what, str) else what()}")
        await asyncio.sleep(every)
