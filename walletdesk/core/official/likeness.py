"""Whether a domain, or any other name, is made to be taken for an official one, and what gives it away."""

from __future__ import annotations

import re

from walletdesk.core.official.spelling import distance, odd_letters, skeleton
from walletdesk.core.official.verdict import Official

Likeness = tuple[str, str, str]  # reason, what it imitates, detail
_PIECES = re.compile(r"[^\W\d_]+", re.UNICODE)
_JOINTS = re.compile(r"[-_.\s]+")
_SHORTEST_MISSPELT = 6


def of_domain(name: str, owner: str, official: Official) -> Likeness | None:
    """`name`: the host with all its labels, in Unicode; `owner`: its registrable end."""
    for site in official.hosts:
        reason = _of_site(name, owner, site)
        if reason:
            return reason, site, odd_letters(name) if reason == "homoglyph" else ""
    for signs, reason in ((_says_brand, "brand"), (bears_brand, "digits"), (nearly_brand, "misspelt")):
        label = next((label for label in name.split(".") if signs(label, official)), None)
        if label is not None:
            disguised = reason != "brand" and not label.isascii()
            return "homoglyph" if disguised else reason, official.hosts[0], odd_letters(label) if disguised else ""
    return None


def _of_site(name: str, owner: str, site: str) -> str | None:
    seen, wanted = skeleton(name), skeleton(site)
    if seen == wanted or seen.endswith("." + wanted):
        return "digits" if name.isascii() else "homoglyph"
    if seen.startswith(wanted + ".") or f".{wanted}." in seen or re.match(re.escape(wanted) + r"[^\x00-\x7f]", seen):
        return "inside"
    if seen.endswith(wanted):
        return "glued"
    if skeleton(owner.partition(".")[0]) == wanted.partition(".")[0]:
        return "ending"
    if distance(skeleton(owner), wanted, 1) <= 1:
        return "misspelt" if owner.isascii() else "homoglyph"
    return None


def bears_brand(text: str, official: Official) -> bool:
    """Whether the product's name, or an imitator's, is in it: hyphens, blanks and look-alike letters aside."""
    seen = _JOINTS.sub("", skeleton(text))
    return any(skeleton(name) in seen for name in _names(official))


def _says_brand(text: str, official: Official) -> bool:
    seen = _JOINTS.sub("", text)
    return any(name in seen for name in _names(official))


def _names(official: Official) -> tuple[str, ...]:
    sites = (site.replace(".", "") for site in official.hosts)
    return tuple(_JOINTS.sub("", name.lower()) for name in (*official.brands, *official.imitations, *sites))


def nearly_brand(text: str, official: Official) -> bool:
    """Whether a word of it is one slip away from the product's name, or that stands at its start or end."""
    return any(
        _nearly(skeleton(piece), skeleton(brand))
        for brand in _latin(official)
        for piece in (_JOINTS.sub("", text), *_PIECES.findall(text))
        if len(piece) >= _SHORTEST_MISSPELT
    )


def _latin(official: Official) -> tuple[str, ...]:
    return tuple(name.lower() for name in (*official.brands, *official.imitations) if name.isascii())


def _nearly(piece: str, brand: str) -> bool:
    if distance(piece, brand, 1) <= 1:
        return True
    ends = [end for size in (len(brand), len(brand) + 1) for end in (piece[:size], piece[-size:])]
    return any(len(end) >= len(brand) and distance(end, brand, 1) <= 1 for end in ends)


def names_product(text: str, official: Official) -> bool:
    """Whether the site, the product or something near it is named."""
    return any(site in text for site in official.hosts) or bears_brand(text, official) or nearly_brand(text, official)
