"""The on-chain doctor against real EVM nodes."""

import pytest

# Their assertions are told apart like those of the tests.
pytest.register_assert_rewrite("tests.e2e.advice", "tests.e2e.reads")
