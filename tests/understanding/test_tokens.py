"""How mixed text is cut, and the spaCy pipeline over it."""

import pytest

from walletdesk.understanding.tokens import build_pipeline, segmenter_for

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我的助记词丢了", ["我", "的", "助记词", "丢", "了"]),
        ("用TRC-20转USDT", ["用", "TRC-20", "转", "USDT"]),
        ("hash 0x12ab…34cd ok", ["hash", "0x12ab…34cd", "ok"]),
        ("seed_not_equals don't", ["seed_not_equals", "don't"]),
        ("v2.14.3, 1,200.50 U", ["v2.14.3", ",", "1,200.50", "U"]),
        ("https://token.im/x，看", ["https://token.im/x", "，", "看"]),
    ],
)
def test_words_stay_whole(lexicon, text, words):
    assert words == segmenter_for(lexicon.words).words(text)


@pytest.mark.parametrize("text", ["我的  USDT\n on TRON ", "", "   ", "a", "🙂 好"])
def test_spacy_keeps_the_text_and_finds_the_entities(lexicon, finder, text):
    doc = build_pipeline(lexicon.to_mapping())(text)

    assert doc.text == text
    assert doc._.walletdesk_entities == finder.find(text)
