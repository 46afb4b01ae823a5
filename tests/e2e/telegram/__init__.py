"""The Telegram bot, run as it is run for real, against a Bot API server of our own and against an independent one."""

import pytest

# Their assertions are told apart like those of the tests.
pytest.register_assert_rewrite("tests.e2e.telegram.walks", "tests.e2e.telegram.bot")
