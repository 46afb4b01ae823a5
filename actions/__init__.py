"""Thin rasa_sdk actions. In-process by default, or behind `walletdesk actions`; the same code either way."""
