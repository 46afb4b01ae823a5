"""The size of an installation: the distributions WalletDesk needs, without the tools of its developers."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Name of a distribution, and one of its extras; "" stands for the distribution itself.
_Wanted = tuple[str, str]


def megabytes(root: str = "walletdesk") -> float:
    """On disk, of what `root` asks for, directly or not, and what is installed; compiled caches are not counted."""
    found: dict[str, metadata.Distribution] = {each.name: each for each in metadata.distributions() if each.name}
    installed = {str(canonicalize_name(name)): each for name, each in found.items()}
    names = {name for name, _ in _closure(installed, root)}
    return sum(_size(installed[name]) for name in names) / 1024**2


def _closure(installed: dict[str, metadata.Distribution], root: str) -> set[_Wanted]:
    found: set[_Wanted] = set()
    ahead: list[_Wanted] = [(canonicalize_name(root), "")]
    while ahead:
        name, extra = ahead.pop()
        if name in installed and (name, extra) not in found:
            found.add((name, extra))
            ahead += _needed(installed[name], extra)
    return found


def _needed(distribution: metadata.Distribution, extra: str) -> Iterator[_Wanted]:
    for line in distribution.requires or ():
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
            yield from ((str(canonicalize_name(wanted.name)), each) for each in ("", *wanted.extras))


def _size(distribution: metadata.Distribution) -> int:
    paths = (Path(str(file.locate())) for file in distribution.files or () if file.suffix != ".pyc")
    return sum(path.stat().st_size for path in paths if path.is_file())
