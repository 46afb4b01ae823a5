"""Our changes to Rasa: the checks that must fail when Rasa moves, and the stand-in for TensorFlow."""

from __future__ import annotations

import subprocess
import sys

import pytest

from walletdesk.core.errors import SetupError
from walletdesk.rasa_edge import compat, no_tensorflow


def test_the_installed_rasa_is_the_one_we_know() -> None:
    compat.check_version()


@pytest.mark.parametrize("version", ["3.6.20", "3.6.22", "3.7.0", "4.0"])
def test_another_rasa_is_refused_with_a_way_out(version: str) -> None:
    with pytest.raises(SetupError, match=rf"rasa {version} is installed.*install rasa==3\.6\.21"):
        compat.check_version(version)


def test_a_function_that_takes_other_arguments_is_refused() -> None:
    def save(self: object, tracker: object, now: float) -> None: ...

    compat.expect("Store.save", save, ("self", "tracker", "now"))
    with pytest.raises(SetupError, match=r"Store\.save takes .*'now'.* where .* was expected"):
        compat.expect("Store.save", save, ("self", "tracker"))


@pytest.mark.rasa
def test_the_guard_refuses_to_wrap_a_user_message_that_has_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.core.channels.channel import UserMessage

    from walletdesk.rasa_edge import guard

    def moved(self: object, text: str, attachments: list[str]) -> None: ...

    monkeypatch.setattr(UserMessage, "__init__", moved)
    with pytest.raises(SetupError, match=r"UserMessage\.__init__"):
        guard.install()
    assert UserMessage.__init__ is moved


@pytest.mark.rasa
def test_the_validator_refuses_to_replace_a_method_that_has_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    no_tensorflow.hide()
    from rasa.core.actions.action import RemoteAction

    monkeypatch.setattr(RemoteAction, "_validate_action_result", lambda self, result, strict: True)
    with pytest.raises(SetupError, match="_validate_action_result"):
        compat.install()


@pytest.mark.rasa
def test_action_results_are_still_validated_and_errors_quote_nothing() -> None:
    import jsonschema

    compat.install()
    from rasa.core.actions.action import RemoteAction

    action = RemoteAction("action_turn", None)
    assert action._validate_action_result({"events": [], "responses": [{"text": "hello"}]})
    with pytest.raises(jsonschema.ValidationError) as caught:
        action._validate_action_result({"events": [], "responses": ["a secret word"]})
    assert "secret" not in str(caught.value)


def test_everybody_but_rasa_is_told_that_tensorflow_is_not_installed() -> None:
    program = (
        "import sys; from walletdesk.rasa_edge import no_tensorflow\n"
        "no_tensorflow.hide(); no_tensorflow.hide()\n"
        "assert sum(type(finder).__name__ == 'Finder' for finder in sys.meta_path) == 1\n"
        "try:\n    import tensorflow\n"
        "except ModuleNotFoundError as error:\n    assert error.name == 'tensorflow'\n"
        "else:\n    raise SystemExit('tensorflow was found')\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_an_inert_class_can_be_inherited_and_used_as_a_decorator() -> None:
    model = no_tensorflow._inert("keras.Model")

    class Child(model.layers.Layer):  # type: ignore[name-defined,misc]
        def answer(self) -> int:
            return 42

    assert Child().answer() == 42
    assert model.function(test_the_installed_rasa_is_the_one_we_know) is test_the_installed_rasa_is_the_one_we_know
    with pytest.raises(no_tensorflow.TensorFlowAbsent):
        model.predict([1], [2])


@pytest.mark.rasa
def test_rasa_starts_without_tensorflow_and_spacy_does_not_see_ours() -> None:
    program = (
        "from walletdesk.rasa_edge import compat; compat.install()\n"
        "import rasa.core.agent, spacy, thinc.compat, sys\n"
        "assert not thinc.compat.has_tensorflow\n"
        "assert type(sys.modules['tensorflow']).__name__ == 'InertModule'\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=120)


def test_event_classes_are_looked_up_once_and_stay_right() -> None:
    compat.install()
    from rasa.shared.core.events import ActionExecuted, Event, SlotSet

    assert [Event.resolve_by_type(name) for name in ("slot", "action", "slot")] == [SlotSet, ActionExecuted, SlotSet]
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unheard of", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="unheard of"):
        Event.resolve_by_type("unheard of")


def test_the_event_look_up_refuses_to_replace_a_method_that_has_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    no_tensorflow.hide()
    from rasa.shared.core.events import Event

    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(lambda name: None))
    with pytest.raises(SetupError, match="resolve_by_type"):
        compat.install()
