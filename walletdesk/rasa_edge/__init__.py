"""The only room that imports Rasa: what keeps it safe, fast and quiet, and how it is started."""
