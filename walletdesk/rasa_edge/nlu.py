"""WalletDesk's understanding as one component of Rasa's graph: language, entities by spaCy, intent.

Importing this module installs the guard: no process that can load a model handles a message unguarded, bare `rasa`
commands included.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from walletdesk import understanding
from walletdesk.bootstrap import the_settings
from walletdesk.content.lexicon import read_lexicon
from walletdesk.rasa_edge import guard
from walletdesk.understanding.encoders import ALL, Encoders
from walletdesk.understanding.lexicon import Lexicon
from walletdesk.understanding.model import Example, Understander, Understanding
from walletdesk.understanding.tokens import build_pipeline

guard.install()

_EXTRACTOR = "WalletdeskUnderstanding"
_RANKED = 10


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class WalletdeskUnderstanding(GraphComponent):
    """Sets intent, intent_ranking, entities, and our own `language` and `alert` (see `Understanding`) on each message.

    Settings: `lexicon`, path inside the project; `encoders`, which sentence encoders may be used. The environment's
    `WALLETDESK_ENCODERS` ("use", "use,e5", "none") narrows them further without training again.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._understander: Understander | None = None
        self._spacy: Any = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"lexicon": "data/lexicon.yml", "encoders": list(ALL)}

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy", "jieba"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WalletdeskUnderstanding:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WalletdeskUnderstanding:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._use(Understander.load(Path(folder), _encoders(config)))
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Of the lexicon and of all code that learns: Rasa itself sees only this class."""
        files = [_lexicon_path(config), *sorted(Path(understanding.__file__).parent.rglob("*.py"))]
        return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [Example(message.get(TEXT), message.get(INTENT)) for message in training_data.intent_examples]
        lexicon = Lexicon.from_mapping(read_lexicon(_lexicon_path(self._config)))
        root = the_settings().root
        # Not narrowed by the environment: what is trained must serve every installation.
        trained = Understander.train(
            examples, lexicon, Encoders(self._config["encoders"]), root / ".rasa" / "vectors", root / "data" / "vectors"
        )
        with self._model_storage.write_to(self._resource) as folder:
            trained.save(Path(folder))
        self._use(trained)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            # A "/press{…}" of the guard or of a button is unpacked by Rasa's own handler.
            if isinstance(text, str) and not text.startswith("/") and self._understander is not None:
                self._annotate(message, self._understander.understand(text))
        return messages

    def _use(self, understander: Understander) -> None:
        self._understander = understander
        self._spacy = build_pipeline(understander.lexicon.to_mapping())

    def _annotate(self, message: Message, found: Understanding) -> None:
        ranking = [{"name": name, "confidence": share} for name, share in found.ranking[:_RANKED]]
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set("language", found.language, add_to_output=True)
        message.set("alert", found.alert, add_to_output=True)
        message.set(ENTITIES, message.get(ENTITIES, []) + self._entities(message.get(TEXT)), add_to_output=True)

    def _entities(self, text: str) -> list[dict[str, Any]]:
        found = self._spacy(text)._.walletdesk_entities if self._spacy else ()
        return [{**entity.to_mapping(), "extractor": _EXTRACTOR} for entity in found]


def _lexicon_path(config: dict[str, Any]) -> Path:
    return the_settings().root / str(config.get("lexicon", "data/lexicon.yml"))


def _encoders(config: dict[str, Any]) -> Encoders:
    return Encoders([name for name in config["encoders"] if name in the_settings().encoders])
