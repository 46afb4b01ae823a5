"""What is true whatever surrounds us: no Rasa, no network, no clock, no YAML, no user-facing words."""
