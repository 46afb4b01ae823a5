from pathlib import Path

import pytest

from walletdesk.content.lexicon import read_lexicon
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.lexicon import Lexicon

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.from_mapping(read_lexicon(DATA / "lexicon.yml"))


@pytest.fixture(scope="session")
def finder(lexicon: Lexicon) -> EntityFinder:
    return EntityFinder(lexicon)
