"""Our understanding as Rasa's graph sees it."""

import pytest

SAID = [
    ("my transfer is stuck", "transfer_pending"),
    ("转账一直没到账", "transfer_pending"),
    ("my wallet was hacked", "assets_stolen"),
    ("我的币被盗了", "assets_stolen"),
    ("tell me a joke", "out_of_scope"),
    ("今天天气怎么样", "out_of_scope"),
]


@pytest.fixture(scope="module")
def nlu():
    from walletdesk.rasa_edge import compat

    compat.install()
    from walletdesk.rasa_edge import nlu

    return nlu


@pytest.fixture
def trained(nlu, tmp_path):
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    (tmp_path / "storage").mkdir()
    storage, resource = LocalModelStorage(tmp_path / "storage"), Resource("understanding")
    config = {**nlu.WalletdeskUnderstanding.get_default_config(), "encoders": []}
    component = nlu.WalletdeskUnderstanding.create(config, storage, resource, None)
    component.train(TrainingData([Message(data={"text": text, "intent": intent}) for text, intent in SAID]))
    return nlu.WalletdeskUnderstanding.load(config, storage, resource, None)


def _process(component, text):
    from rasa.shared.nlu.training_data.message import Message

    (message,) = component.process([Message(data={"text": text})])
    return message.as_dict(only_output_properties=True)


def test_a_loaded_component_gives_intent_entities_and_language(trained):
    found = _process(trained, "我的币被盗了 100 usdt on tron")

    assert found["intent"]["name"] == "assets_stolen"
    assert found["intent_ranking"][0] == found["intent"]
    assert {entity["entity"]: entity["value"] for entity in found["entities"]} == {
        "amount": "100 USDT",
        "token": "USDT",
        "network": "tron",
    }
    assert found["language"] == "zh-Hans"


def test_a_button_is_left_to_rasas_own_handler(trained):
    assert "intent" not in _process(trained, '/press{"s":"a","v":"b","n":"1"}')


def test_a_changed_lexicon_changes_the_fingerprint(nlu, tmp_path):
    lexicon = tmp_path / "lexicon.yml"
    lexicon.write_text("a: b", encoding="utf-8")
    before = nlu.WalletdeskUnderstanding.fingerprint_addon({"lexicon": str(lexicon)})
    lexicon.write_text("a: c", encoding="utf-8")

    assert before != nlu.WalletdeskUnderstanding.fingerprint_addon({"lexicon": str(lexicon)})


def test_importing_the_component_installs_the_guard(nlu):
    from rasa.core.channels.channel import UserMessage

    from walletdesk.rasa_edge import compat

    assert compat.is_ours(UserMessage.__init__)
