"""The only room that reads our YAML: playbooks, texts, transcripts, the profile; and the checks on them."""
