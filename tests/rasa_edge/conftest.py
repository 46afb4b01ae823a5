"""A small project of its own for the edge: Rasa is real, training data and actions are toys, so that training is short.

The trained model is kept under .rasa/ and trained again when anything it is made from changes.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from edge_toys import HERE, ROOT, TROUBLE, write_project


class Bot:
    """The toy bot on one event loop, called like a function."""

    def __init__(self, agent: Any) -> None:
        from walletdesk.rasa_edge.talk import Talk

        self.loop = asyncio.new_event_loop()
        self.agent = agent
        self.talk = Talk(agent, trouble=lambda sender: [TROUBLE])

    def run(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    def say(self, sender: str, text: object, **kwargs: Any) -> Any:
        return self.run(self.talk.say(sender, text, **kwargs))

    def stored(self, sender: str) -> Any:
        return self.run(self.agent.tracker_store.retrieve(sender))


@pytest.fixture(scope="session")
def project() -> Path:
    return write_project(ROOT / ".rasa" / "edge-tests")


@pytest.fixture(scope="session")
def edge(project: Path) -> Any:
    from walletdesk.rasa_edge.launch import Edge

    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    return Edge(root=project, actions_package="toy_actions", action_timeout=1.0)


@pytest.fixture(scope="session")
def model(edge: Any) -> Path:
    from walletdesk.rasa_edge.launch import train

    return train(edge)


@pytest.fixture(scope="session")
def bot(edge: Any, model: Path) -> Iterator[Bot]:
    from walletdesk.rasa_edge.launch import load_agent

    agent = asyncio.run(load_agent(edge, model))
    talking = Bot(agent)
    yield talking
    talking.loop.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder imports Rasa, which alone takes seconds."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.rasa)
