"""The chat widget as people use it: a real browser, the built bundle, and `walletdesk serve` behind it.

Everything is found by its role and its accessible name, as a screen reader finds it; the names come from our own texts.
"""
