"""What must stand on the screen, read from our own content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from walletdesk.bootstrap import the_content
from walletdesk.content import widget
from walletdesk.content.entries import SECTIONS, Entry
from walletdesk.content.transcripts import Transcript

_SHORT = 6  # signs; less of a sentence proves nothing


@cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    return widget.texts(the_content().catalogue)


def words(language: str) -> Mapping[str, str]:
    """The widget's own words by key, with their placeholders."""
    return all_words()[language]


def say(key: str, language: str) -> str:
    return the_content().catalogue.say(key, language)


def squeezed(text: str) -> str:
    return re.sub(r"[\s【】]+", "", text)


def pieces(key: str, language: str) -> list[str]:
    """The sentences under a key, without blanks, cut where something of the case is filled in."""
    entry, written = the_content().catalogue.entries[key], "en" if language == "en" else "zh"
    parts = [entry.sections[section] for section in SECTIONS] if entry.sections else [entry.text]
    said = [sentence for part in parts for sentence in part.get(written, ())]
    cut = [squeezed(piece) for sentence in said for piece in re.split(r"\{[^{}]*\}", sentence)]
    return [piece for piece in cut if len(piece) >= _SHORT]


def missing(key: str, language: str, shown: str) -> list[str]:
    there = squeezed(shown)
    return [piece for piece in pieces(key, language) if piece not in there]


def conclusions(topic: str) -> Mapping[str, Entry]:
    entries = the_content().catalogue.entries
    return {key: entry for key, entry in entries.items() if key.startswith(f"{topic}.") and entry.sections}


def headings(language: str) -> list[str]:
    """Of every conclusion, without the brackets that the widget takes off."""
    return [words(language)[f"head_{section}"].strip("【】") for section in (*SECTIONS, "sources")]


def transcript(topic: str, title: str) -> Transcript:
    """One of the conversations that the content must make come true."""
    found = [each for each in the_content().transcripts if each.title == title and f"topics/{topic}/" in each.file]
    assert len(found) == 1, f"there is no conversation “{title}” in data/topics/{topic}/conversations.yml"
    return found[0]
