"""How well messages are understood: cross-validation on our own data.

    python -m bench.nlu_cv                     folds over data/, light tier and all encoders
    python -m bench.nlu_cv --wrong             and every message taken for something else

Folds go by place in the file: the n-th message of an intent in both languages is held out together, since one author
may have told one story twice. `bench.nlu` judges a file of messages nobody trained on.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence

from bench.judged import Judged, Row
from bench.nlu import ROOT, TIERS, Run, judge, table_head, table_line, weak_spots
from walletdesk.content.examples import LabelledMessage, read_examples
from walletdesk.content.lexicon import read_lexicon
from walletdesk.understanding.encoders import LANGUAGES, Encoders
from walletdesk.understanding.language import language_of
from walletdesk.understanding.lexicon import Lexicon
from walletdesk.understanding.model import Example, Understander
from walletdesk.understanding.reading import side_of
from walletdesk.understanding.terms import readable
from walletdesk.understanding.vector_cache import VectorCache

_CACHE = ROOT / ".rasa" / "vectors" / "folds"


def cross_validate(
    messages: Sequence[LabelledMessage], lexicon: Lexicon, encoders: Sequence[str], folds: int
) -> Iterator[Judged]:
    places: Counter[tuple[str, str]] = Counter()
    fold_of = []
    for message in messages:
        fold_of.append(places[message.intent, message.language] % folds)
        places[message.intent, message.language] += 1
    loaded = Encoders(tuple(encoders))
    _encode_all(messages, lexicon, loaded)
    for fold in range(folds):
        known = [Example(m.text, m.intent) for m, f in zip(messages, fold_of, strict=True) if f != fold]
        understander = Understander.train(known, lexicon, loaded, _CACHE)
        understander.warm_up()
        for message, its_fold in zip(messages, fold_of, strict=True):
            if its_fold == fold:
                yield judge(understander, Row(message.text, frozenset([message.intent]), message.language))


def _encode_all(messages: Sequence[LabelledMessage], lexicon: Lexicon, encoders: Encoders) -> None:
    """A training keeps the vectors of its own messages only; with all of them there, no fold has to write."""
    words = lexicon.latin_words()
    sides = [side_of(m.text, language_of(m.text, neutral=words)) for m in messages]
    cache = VectorCache(encoders, _CACHE)
    for name, languages in LANGUAGES.items():
        cache.encode(name, [readable(m.text) for m, side in zip(messages, sides, strict=True) if side in languages])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--tier", choices=("light", "full"), action="append", help="default: both")
    parser.add_argument("--wrong", action="store_true", help="print what was taken for something else")
    asked = parser.parse_args()
    lexicon = Lexicon.from_mapping(read_lexicon(ROOT / "data" / "lexicon.yml"))
    messages = read_examples(ROOT / "data")
    print("\n".join(table_head()))
    for tier, (title, encoders) in zip(("light", "full"), TIERS.items(), strict=True):
        if tier not in (asked.tier or ("light", "full")):
            continue
        judged = list(cross_validate(messages, lexicon, encoders, asked.folds))
        runs = [Run(title, side, tuple(j for j in judged if j.row.language == side), 0, 0) for side in ("en", "zh")]
        print("\n".join([*map(table_line, runs), "", *(line for run in runs for line in weak_spots(run))]), flush=True)
        if asked.wrong:
            for one in sorted((j for j in judged if not j.is_right), key=lambda j: -j.confidence):
                print(f"{one.label} -> {one.intent} {one.confidence:.2f}: {one.row.text}")


if __name__ == "__main__":
    main()
