"""Secrets made from a seed, and what must not be anywhere once somebody has brought one."""

from __future__ import annotations

import json
from itertools import pairwise

from tests.core.secret_material import hex64, keystore, phrase_words
from tests.e2e.widget.person import Person
from tests.e2e.widget.watch import stored


def phrase(seed: int, language: str = "english", count: int = 12) -> str:
    words = phrase_words(seed, count, language)
    return " ".join(words)


def private_key(seed: int) -> str:
    """With the words that make it one: by its form alone it may be a transaction's hash."""
    return f"private key: {hex64(seed)}"


def keystore_text(seed: int) -> str:
    return json.dumps(keystore(seed))


def traces(secret: str) -> list[str]:
    """Any of these tells something of it: two words in a row, or twelve signs of a key."""
    if secret.startswith("{"):
        return [str(json.loads(secret)["crypto"][part])[:12] for part in ("ciphertext", "mac")]
    words = secret.split()
    if len(words[-1]) == 64:
        return [words[-1][at : at + 12] for at in range(0, 52, 4)]
    joints = (" ", "+", "%20", "")
    return [first + joint + second for first, second in pairwise(words) for joint in joints]


async def leaks(person: Person, secret: str) -> list[str]:
    """Where a trace of it is: over the whole network, in the browser's storage, in the page."""
    places = {
        "network": "\n".join(str(each) for each in person.watch.sent).lower(),
        "storage": (await stored(person.page)).lower(),
        "page": (await person.everything()).lower(),
        "console": "\n".join(person.watch.complaints).lower(),
    }
    return [f"{place}: {trace}" for place, text in places.items() for trace in traces(secret) if trace.lower() in text]
