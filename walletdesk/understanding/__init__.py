"""From a message to its meaning: language, entities, intent. No Rasa, no YAML, no network."""
