"""The entity finder as a spaCy component, `walletdesk_entities`."""

# No `from __future__ import annotations` here: spaCy reads the factory's annotations as types.
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from .finding import Entity, EntityFinder
from .lexicon import Lexicon

__all__ = ["Entity", "EntityFinder", "make_entity_finder"]

EXTENSION = "walletdesk_entities"


class EntityFinderComponent:
    """Sets `doc._.walletdesk_entities`, a tuple of `Entity` with character offsets into `doc.text`.

    Not `doc.ents`: an amount and its coin overlap, and spaCy's entities may not.
    """

    def __init__(self, finder: EntityFinder) -> None:
        self._finder = finder

    def __call__(self, doc: Doc) -> Doc:
        setattr(doc._, EXTENSION, self._finder.find(doc.text))
        return doc


@Language.factory("walletdesk_entities", default_config={"lexicon": {"entities": {}}})
def make_entity_finder(nlp: Language, name: str, lexicon: dict[str, Any]) -> EntityFinderComponent:
    """`lexicon` is `Lexicon.to_mapping()`: spaCy wants a factory's settings as JSON."""
    if not Doc.has_extension(EXTENSION):
        Doc.set_extension(EXTENSION, default=())
    return EntityFinderComponent(EntityFinder(Lexicon.from_mapping(lexicon)))
