"""Benchmarks, each one command: `python -m bench.turns`."""
