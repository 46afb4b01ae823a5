"""Reading chains over HTTP: one reader for each family, and the doctor that asks them all at once."""
