"""A trained model on disk: model.json and arrays.npz, readable without running any code from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from walletdesk.core.errors import SetupError

from .lexicon import Lexicon
from .reading import Means
from .terms import TermSpace
from .tiers import Neighbours, Tier
from .training import Trained

_VERSION = 1
_JSON, _ARRAYS = "model.json", "arrays.npz"


def save(folder: Path, trained: Trained, lexicon: Lexicon) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {"rarity": trained.space.rarity, "outside": trained.near.outside}
    arrays.update({f"mean/{name}/{side}": mean for (name, side), mean in trained.means.vectors.items()})
    arrays.update({f"near/{name}": block.astype(np.float16) for name, block in trained.near.vectors.items()})
    for number, tier in enumerate(trained.tiers):
        arrays.update({f"tier{number}/{name}": block for name, block in tier.blocks.items()})
        arrays.update({f"tier{number}/offsets": tier.offsets, f"tier{number}/detector": tier.detector})
    np.savez(folder / _ARRAYS, **arrays)
    described = {
        "version": _VERSION,
        "labels": trained.labels,
        "terms": list(trained.space.columns),
        "tiers": [_describe(tier) for tier in trained.tiers],
        "lexicon": lexicon.to_mapping(),
    }
    (folder / _JSON).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")


def _describe(tier: Tier) -> dict[str, Any]:
    return {
        "encoders": tier.encoders,
        "temperature": tier.temperature,
        "limits": dict(tier.limits),
        "sure": tier.sure,
    }


def load(folder: Path) -> tuple[Trained, Lexicon]:
    """Raises SetupError where there is no model, or one written by another version."""
    try:
        described = json.loads((folder / _JSON).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError) as problem:
        raise SetupError(f"{folder.name} holds no readable model; train again") from problem
    if described.get("version") != _VERSION:
        raise SetupError(f"the model in {folder.name} was written by another version; train again")
    return _trained(described, arrays), Lexicon.from_mapping(described["lexicon"])


def _trained(described: dict[str, Any], arrays: dict[str, Any]) -> Trained:
    space = TermSpace({term: column for column, term in enumerate(described["terms"])}, arrays["rarity"])
    means = {(key.split("/")[1], key.split("/")[2]): array for key, array in arrays.items() if key.startswith("mean/")}
    kept = {key.split("/")[1]: array.astype(np.float32) for key, array in arrays.items() if key.startswith("near/")}
    tiers = tuple(_tier(number, tier, arrays) for number, tier in enumerate(described["tiers"]))
    return Trained(tuple(described["labels"]), space, Means(means), Neighbours(kept, arrays["outside"]), tiers)


def _tier(number: int, described: dict[str, Any], arrays: dict[str, Any]) -> Tier:
    encoders = tuple(described["encoders"])
    return Tier(
        encoders=encoders,
        blocks={name: arrays[f"tier{number}/{name}"] for name in (*encoders, "terms")},
        offsets=arrays[f"tier{number}/offsets"],
        temperature=described["temperature"],
        detector=arrays[f"tier{number}/detector"],
        limits=described["limits"],
        sure=described["sure"],
    )
