"""Every transcript of every topic comes true in the engine, without Rasa."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from walletdesk.content.lexicon import read_lexicon
from walletdesk.content.loader import gather
from walletdesk.content.transcripts import Transcript
from walletdesk.core import secrets
from walletdesk.rehearsal import rehearse
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.lexicon import Lexicon

ROOT = Path(__file__).parents[1]
CONTENT, PROBLEMS = gather(ROOT)


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(Lexicon.from_mapping(read_lexicon(ROOT / "data" / "lexicon.yml")))


def test_the_content_loads() -> None:
    assert PROBLEMS == []


@pytest.mark.parametrize("transcript", CONTENT.transcripts, ids=lambda t: f"{Path(t.file).parent.name}: {t.title}")
def test_a_transcript_comes_true(transcript: Transcript, finder: EntityFinder) -> None:
    window = secrets.Window()
    _, problems = asyncio.run(
        rehearse(
            CONTENT,
            transcript,
            lambda text: [(entity.entity, entity.value) for entity in finder.find(text)],
            lambda text: window.see(text).found,
        )
    )
    assert [str(problem) for problem in problems] == []
