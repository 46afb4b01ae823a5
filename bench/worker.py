"""One side, one process: trains, or talks and measures. Started by bench.rounds, which reads the JSON it leaves.

Fresh for every round, so that start and memory are those of a process that has done nothing else.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import scenario
from bench.scenario import Plan, Step

Replies = Sequence[Mapping[str, Any]]
# Sender and message in, the bot's answers out.
Say = Callable[[str, str], Awaitable[Replies]]


class _Errors(logging.Handler):
    """Counts errors: a bot that apologises quickly would look like a fast one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


class Measurement:
    def __init__(self, say: Say) -> None:
        self._say = say
        self._errors = _Errors()
        self.silent = 0
        logging.getLogger().addHandler(self._errors)

    @property
    def troubles(self) -> dict[str, int]:
        return {"silent": self.silent, "errors": self._errors.count}

    async def talk(self, sender: str, steps: Sequence[Step]) -> list[float]:
        """The milliseconds of every turn."""
        took = []
        replies: Replies = ()
        for step in steps:
            message = step.message(replies)
            began = time.perf_counter()
            replies = await self._say(sender, message)
            took.append((time.perf_counter() - began) * 1000)
            self.silent += not replies
        return took


def stage(name: str) -> None:
    print(f"bench: {name}", file=sys.stderr, flush=True)


async def measure(load: Callable[[], Awaitable[Say]], plan: Plan, number: int, spawned: float) -> dict[str, Any]:
    """`spawned`: the monotonic clock when this process was started."""
    stage("starts")
    talking = Measurement(await load())
    await talking.talk("first", [Step("你好")])
    result: dict[str, Any] = {
        "start": time.monotonic() - spawned,
        "start_cpu": time.process_time(),
        "start_memory": memory(),
    }
    stage(f"first answer after {result['start']:.1f} s; some conversations")
    await talking.talk("warm", plan.conversations()[0])
    before = time.process_time()
    conversations = enumerate(plan.conversations())
    turns = [took for i, steps in conversations for took in await talking.talk(f"turns {i}", steps)]
    result |= {"turns": turns, "turns_cpu": time.process_time() - before}
    stage(f"{plan.short} short conversations")
    for i, steps in enumerate(plan.short_conversations()):
        await talking.talk(f"short {i}", steps)
    result["memory"] = memory()
    stage(f"one conversation of {scenario.LONG_TURNS} turns")
    result["long"] = await talking.talk("long", scenario.long_conversation(number))
    return result | talking.troubles


def memory() -> float:
    """Resident MB of this process."""
    return resident("self")


def resident(pid: int | str) -> float:
    """Resident MB of a process, from the kernel's own account of it."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main(arguments: Sequence[str]) -> None:
    """Arguments: side (ours or stock), task (train or talk), project folder, result file, job as JSON."""
    side, task, folder, result, job = arguments
    bot = importlib.import_module(f"bench.{side}")
    fields = json.loads(job)
    if task == "train":
        stage("trains from nothing")
        bot.train(Path(folder))
        done = {"training": time.monotonic() - fields["spawned"]}
    else:
        plan = Plan(**fields["plan"])
        done = asyncio.run(measure(lambda: bot.load(Path(folder)), plan, fields["round"], fields["spawned"]))
    Path(result).write_text(json.dumps(done), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
