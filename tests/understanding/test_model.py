"""The whole understander on a small set of messages, without the slow encoders."""

import logging

import numpy as np
import pytest

from walletdesk.core.errors import SetupError
from walletdesk.understanding import encoders as encoders_module
from walletdesk.understanding.encoders import Encoders
from walletdesk.understanding.heads import fit_gram, softmax
from walletdesk.understanding.model import Example, Understander

pytestmark = pytest.mark.slow

SAID = {
    "transfer_pending": [
        "my transfer is stuck",
        "still pending for hours",
        "转账一直没到账",
        "等了三天还在打包",
        "not confirmed yet",
        "卡住了不动",
    ],
    "assets_stolen": [
        "someone stole my coins",
        "my wallet was hacked",
        "我的币被盗了",
        "钱包被黑客转走",
        "all my tokens drained",
        "被人偷了",
    ],
    "fee_question": [
        "why is the gas so high",
        "how much is the network fee",
        "矿工费怎么这么贵",
        "手续费是多少",
        "lower the fee",
        "gas 费怎么算",
    ],
    "out_of_scope": [
        "what is the weather",
        "will bitcoin go up",
        "今天天气怎么样",
        "比特币会涨吗",
        "tell me a joke",
        "讲个笑话",
    ],
}
EXAMPLES = [Example(text, intent) for intent, texts in SAID.items() for text in texts]
ASKED = ["my transfer is pending", "币被偷了怎么办", "gas fee too high", "讲个天气笑话", "0x12ab…34cd"]


@pytest.fixture(scope="module")
def understander(lexicon):
    return Understander.train(EXAMPLES, lexicon, Encoders(()))


def test_it_understands_what_it_was_taught(understander):
    assert [understander.understand(text).intent for text in ASKED[:3]] == [
        "transfer_pending",
        "assets_stolen",
        "fee_question",
    ]


def test_probabilities_add_up_and_the_decision_leads_the_ranking(understander):
    for text in ASKED:
        found = understander.understand(text)

        assert found.ranking[0] == (found.intent, found.confidence)
        assert sum(share for _, share in found.ranking) == pytest.approx(1.0, abs=1e-3)


def test_a_saved_model_says_the_same(understander, tmp_path):
    understander.save(tmp_path)
    loaded = Understander.load(tmp_path, Encoders(()))

    assert [understander.understand(text) for text in ASKED] == [loaded.understand(text) for text in ASKED]


def test_the_same_data_gives_the_same_model(understander, lexicon):
    again = Understander.train(EXAMPLES, lexicon, Encoders(()))

    assert [understander.understand(text) for text in ASKED] == [again.understand(text) for text in ASKED]


def test_a_missing_encoder_is_reported_once_and_the_words_go_on(lexicon, monkeypatch, caplog):
    def broken():
        raise OSError("no such wheel")

    monkeypatch.setitem(encoders_module._LOADERS, "use", broken)
    encoders = Encoders(("use",))
    with caplog.at_level(logging.WARNING):
        found = Understander.train(EXAMPLES, lexicon, encoders)
        intents = [found.understand(text).intent for text in ASKED[:3]]

    assert encoders.tier() == "words"
    assert intents == ["transfer_pending", "assets_stolen", "fee_question"]
    assert len([record for record in caplog.records if "use" in record.getMessage()]) == 1


def test_a_model_of_a_richer_machine_works_without_the_encoders(lexicon, monkeypatch, tmp_path):
    def hashed(texts):
        return np.stack([np.random.default_rng(sum(text.encode())).normal(size=512) for text in texts])

    monkeypatch.setitem(encoders_module._LOADERS, "use", lambda: hashed)
    rich = Understander.train(EXAMPLES, lexicon, Encoders(("use",)))
    rich.save(tmp_path)
    poor = Understander.load(tmp_path, Encoders(()))

    assert (rich.tier(), poor.tier()) == ("light", "words")
    assert poor.understand("my transfer is pending").intent == "transfer_pending"


@pytest.mark.parametrize("text", ["", "？？", "🙂", "\u200b", "…"])
def test_a_message_without_a_word_is_out_of_scope_and_unsure(understander, text):
    found = understander.understand(text)

    assert (found.intent, found.confidence) == ("out_of_scope", 0.0)


@pytest.mark.parametrize(
    "text", ["\ud800 transfer", "a" * 4000, "\u202eпривет", "钱" * 4000], ids=["surrogate", "long", "rtl", "long-zh"]
)
def test_odd_text_is_understood_somehow(understander, text):
    assert understander.understand(text).intent in SAID


def test_a_folder_without_a_model_is_a_clear_error(tmp_path):
    with pytest.raises(SetupError, match="train again"):
        Understander.load(tmp_path)


def test_training_needs_something_to_turn_away(lexicon):
    with pytest.raises(ValueError, match="out_of_scope"):
        Understander.train([Example("hello", "greet")], lexicon, Encoders(()))


def test_the_head_reaches_the_optimum():
    """At the optimum of the regularised problem the gradient in the kernel's metric is zero."""
    inputs = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
    labels = (inputs[:, :3].argmax(axis=1)).astype(np.int64)
    gram = inputs @ inputs.T

    coefficients = fit_gram(gram, labels, 3, 1.0, steps=200)

    wanted = np.eye(3, dtype=np.float32)[labels]
    slope = gram @ (softmax(gram @ coefficients) - wanted + coefficients)
    slope_at_zero = gram @ (1 / 3 - wanted)
    assert np.abs(slope).max() < 0.02 * np.abs(slope_at_zero).max()
    assert ((gram @ coefficients).argmax(axis=1) == labels).mean() > 0.9
