"""What stands between a user's screen and the dialogue. Knows no Rasa: whatever answers is handed in as a `Speaker`."""
