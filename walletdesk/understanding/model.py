"""From a message to what it means: `Understander.understand(text) -> Understanding`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import storage
from .encoders import Encoders, Floats
from .finding import Entity, EntityFinder
from .lexicon import Lexicon
from .reading import Reading, term_reader
from .tiers import OUT_OF_SCOPE, Tier
from .training import Example, Trained, train

__all__ = ["SAFETY", "Example", "Understander", "Understanding"]

# Missing one of these costs a user money: they win although another intent is somewhat likelier.
SAFETY = ("assets_stolen", "seed_leaked", "phishing_report", "approval_risk")
_SAFETY_LEAST, _SAFETY_SHARE = 0.2, 0.5
_ALERT_LEAST, _ALERT_SHARE = 0.1, 0.2
_READABLE = re.compile(r"[^\W_]")
_TOP = 10


@dataclass(frozen=True)
class Understanding:
    """`intent` is the decision, out_of_scope included; `confidence` its calibrated probability (of 100 decisions at
    0.8 about 80 are right). `ranking`: the likeliest intents, best first, the decision always at its head.
    `language`: zh-Hans, zh-Hant, en or None. `alert`: a safety intent that is not the decision and yet too likely to
    pass over in silence."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Entity, ...]
    language: str | None
    alert: str | None = None

    def to_mapping(self) -> dict[str, Any]:
        """JSON-ready, in the form of `walletdesk classify`, the whole ranking included."""
        return {
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "ranking": [{"name": name, "confidence": round(share, 4)} for name, share in self.ranking],
            "entities": [entity.to_mapping() for entity in self.entities],
            "language": self.language,
            "alert": self.alert,
        }


class Understander:
    """Answers with the light tier when it is sure, else with the richest tier whose encoders are there."""

    def __init__(self, trained: Trained, lexicon: Lexicon, encoders: Encoders) -> None:
        self._trained = trained
        self.lexicon = lexicon
        self._encoders = encoders
        self._finder = EntityFinder(lexicon)
        self._reader = term_reader(lexicon)
        self._lexicon_words = lexicon.latin_words()
        self._outside = trained.labels.index(OUT_OF_SCOPE)

    @classmethod
    def train(
        cls, examples: Sequence[Example], lexicon: Lexicon, encoders: Encoders | None = None, *caches: Path
    ) -> Understander:
        """`caches`: folders of the messages' sentence vectors, see `VectorCache`."""
        encoders = encoders or Encoders()
        return cls(train(examples, lexicon, encoders, caches), lexicon, encoders)

    def save(self, folder: Path) -> None:
        """Plain numbers and JSON; no pickle."""
        storage.save(folder, self._trained, self.lexicon)

    @classmethod
    def load(cls, folder: Path, encoders: Encoders | None = None) -> Understander:
        """Raises SetupError where the folder holds no model of this version."""
        trained, lexicon = storage.load(folder)
        return cls(trained, lexicon, encoders or Encoders())

    def tier(self) -> str:
        """ "full", "light" or "words": what this installation can do. Loads the encoders."""
        return self._encoders.tier()

    def warm_up(self) -> None:
        """Loads dictionary and encoders now, not at the first message."""
        self._encoders.tier()
        self._reader.read("钱包")

    def understand(self, text: str) -> Understanding:
        """Never raises for odd input; a text without a letter or digit is out of scope with confidence 0."""
        reading = Reading(text, self._encoders, self._trained.means, self._lexicon_words)
        if not _READABLE.search(text):
            return Understanding(OUT_OF_SCOPE, 0.0, ((OUT_OF_SCOPE, 0.0),), (), reading.language)
        decided, likely = self._classify(reading)
        return self._report(decided, likely, reading)

    def _classify(self, reading: Reading) -> tuple[int, Floats]:
        terms = self._trained.space.row(self._reader.read(reading.text))
        light, *richer = self._usable_first(reading)
        decided, likely = self._decide(light, reading, terms)
        if light.sure and likely[decided] < light.sure:
            richest = next((tier for tier in richer if self._can(tier)), None)
            if richest:
                return self._decide(richest, reading, terms)
        return decided, likely

    def _usable_first(self, reading: Reading) -> list[Tier]:
        """The light tier if USE is there, then the others from the richest down; else the words alone."""
        light = next((tier for tier in self._trained.tiers if len(tier.encoders) == 1 and self._can(tier)), None)
        if light is None:
            return [self._trained.tiers[0]]
        return [light, *sorted((t for t in self._trained.tiers if len(t.encoders) > 1), key=lambda t: -len(t.encoders))]

    def _can(self, tier: Tier) -> bool:
        return all(self._encoders.has(name) for name in tier.encoders)

    def _decide(self, tier: Tier, reading: Reading, terms: Any) -> tuple[int, Floats]:
        likely = tier.judge(reading, terms, self._trained.near, self._outside)
        best = self._safety(likely)
        if best is not None:
            return best, likely
        if likely[self._outside] >= tier.limits[reading.side]:
            return self._outside, likely
        inner = likely.copy()
        inner[self._outside] = -1.0
        return int(inner.argmax()), likely

    def _safety(self, likely: Floats, least: float = _SAFETY_LEAST, share: float = _SAFETY_SHARE) -> int | None:
        places = [self._trained.labels.index(name) for name in SAFETY if name in self._trained.labels]
        best = max(places, key=lambda place: likely[place], default=None)
        if best is None or likely[best] < max(least, share * float(likely.max())):
            return None
        return best

    def _report(self, decided: int, likely: Floats, reading: Reading) -> Understanding:
        order = [decided, *(place for place in np.argsort(-likely, kind="stable").tolist() if place != decided)]
        names = self._trained.labels
        alarm = self._safety(likely, _ALERT_LEAST, _ALERT_SHARE)
        return Understanding(
            intent=names[decided],
            confidence=float(likely[decided]),
            ranking=tuple((names[place], float(likely[place])) for place in order[:_TOP]),
            entities=self._finder.find(reading.text),
            language=reading.language,
            alert=names[alarm] if alarm is not None and alarm != decided and names[decided] not in SAFETY else None,
        )
