"""Cuts mixed Chinese and English text into words, and builds the one spaCy pipeline.

jieba cuts the Chinese runs (our domain words are in its dictionary); hashes, masked hashes, addresses, URLs, versions,
snake_case and hyphenated words stay whole, which spaCy's own Chinese tokenizer would split into letters.
"""

from __future__ import annotations

import functools
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .folding import to_simplified

if TYPE_CHECKING:
    import jieba
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_PIECE = re.compile(
    rf"""https?://[^\s{_HAN}，。！？；、）]+
      | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
      | (?:0x)?[0-9A-Za-z]+(?:…+|⋯+|\.{{2,6}}|\*{{2,}})[0-9A-Za-z]+          # masked hashes
      | \d+(?:,\d{{3}})+(?:\.\d+)? | \d+(?:\.\d+)+                          # 1,200.50 and 2.14.3
      | [^\W_{_HAN}]+(?:['’_.-][^\W_{_HAN}]+)*                              # words, trc-20, seed_not_equals, token.im
      | (?P<han>[{_HAN}]+)
      | \s+
      | .""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
# Above the frequency of any common word that shares its characters.
_DOMAIN_FREQUENCY = 50_000


class MixedSegmenter:
    """Words of a text, white space dropped. jieba's dictionary (about 1 s of CPU) is read at the first Chinese text."""

    def __init__(self, domain_words: Sequence[str] = ()) -> None:
        self._domain_words = tuple(domain_words)
        self._lock = threading.Lock()
        self._jieba: jieba.Tokenizer | None = None

    def words(self, text: str) -> list[str]:
        return [text[start:end] for start, end in self.spans(text)]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of each word in the text."""
        for match in _PIECE.finditer(text):
            if match["han"]:
                yield from self._cut(match["han"], match.start())
            elif not match[0].isspace():
                yield match.span()

    def _cut(self, run: str, start: int) -> Iterator[tuple[int, int]]:
        for word in self._loaded().cut(to_simplified(run), HMM=False):
            yield start, start + len(word)
            start += len(word)

    def _loaded(self) -> jieba.Tokenizer:
        with self._lock:
            if self._jieba is None:
                self._jieba = _load_jieba(self._domain_words)
        return self._jieba


def _load_jieba(words: Sequence[str]) -> jieba.Tokenizer:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in words:
        tokenizer.add_word(to_simplified(word), _DOMAIN_FREQUENCY)
    return tokenizer


class MixedTokenizer:
    """spaCy tokenizer over `MixedSegmenter`; `doc.text` is the text given."""

    def __init__(self, vocab: Vocab, segmenter: MixedSegmenter) -> None:
        self.vocab = vocab
        self.segmenter = segmenter

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        words, spaces = _words_and_spaces(text, self.segmenter.spans(text))
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to store: the segmenter is rebuilt from the lexicon."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> MixedTokenizer:
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        return None

    def from_disk(self, _path: Any, **_: Any) -> MixedTokenizer:
        return self


def _words_and_spaces(text: str, spans: Iterator[tuple[int, int]]) -> tuple[list[str], list[bool]]:
    """spaCy's way of keeping white space: one blank belongs to the word before it, any more are a word of their own."""
    words: list[str] = []
    spaces: list[bool] = []
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        gap = text[at:start]
        if gap.startswith(" ") and words:
            spaces[-1], gap = True, gap[1:]
        for piece in (gap, text[start:end]):
            if piece:
                words.append(piece)
                spaces.append(False)
        at = end
    return words, spaces


@functools.lru_cache(maxsize=4)
def segmenter_for(domain_words: tuple[str, ...]) -> MixedSegmenter:
    """One segmenter, and so one jieba dictionary (60 MB), for all who cut with the same words."""
    return MixedSegmenter(domain_words)


def build_pipeline(lexicon_data: dict[str, Any]) -> Language:
    """The spaCy pipeline of WalletDesk: Chinese with our tokenizer, then the entity finder.

    `lexicon_data` is `Lexicon.to_mapping()`. The finder's result is `doc._.walletdesk_entities`.
    """
    from spacy.lang.zh import Chinese

    from . import entities  # noqa: F401  (registers the component where the package is not installed)

    nlp = Chinese()
    nlp.tokenizer = MixedTokenizer(nlp.vocab, segmenter_for(tuple(lexicon_data.get("words", ()))))
    nlp.add_pipe("walletdesk_entities", config={"lexicon": lexicon_data})
    return nlp
