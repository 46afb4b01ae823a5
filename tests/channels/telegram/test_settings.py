"""What the bot is told by its environment."""

from __future__ import annotations

import pytest

from walletdesk.channels.telegram import settings
from walletdesk.core.errors import SetupError

TOKEN = "4839217650:AAHt-unit_Qm9vYmFyQmF6UXV4MTIzNDU2Nzg5"


def read(**named: str) -> settings.TelegramSettings:
    return settings.read({f"WALLETDESK_TELEGRAM_{name}": value for name, value in {"TOKEN": TOKEN, **named}.items()})


def test_a_token_is_enough() -> None:
    found = read()
    assert (found.token, found.api, found.webhook) == (TOKEN, "https://api.telegram.org", "")


def test_without_a_token_one_sentence_says_where_to_get_one() -> None:
    with pytest.raises(SetupError, match=r"BotFather.*WALLETDESK_TELEGRAM_TOKEN"):
        read(TOKEN=" ")


def test_a_webhook_has_its_path_and_address() -> None:
    found = read(WEBHOOK="https://desk.example/telegram/x", LISTEN="[::1]:9000", SECRET="abc_-9")
    assert (found.path, found.host, found.port, found.secret) == ("/telegram/x", "::1", 9000, "abc_-9")
    assert read(WEBHOOK="https://desk.example").path == "/"


def test_a_secret_is_made_where_none_is_set() -> None:
    assert len(read().secret) >= 32
    assert read().secret != read().secret


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("TOKEN", "a/b"), ("TOKEN", "a b"), ("API", "ftp://x"), ("API", "x"), ("WEBHOOK", "desk.example")),
        *(
            ("SECRET", "with blank"),
            ("SECRET", "x" * 257),
            ("LISTEN", "8443"),
            ("LISTEN", "x:0"),
            ("LISTEN", "x:99999"),
        ),
    ],
)
def test_mistakes_name_the_variable_and_not_the_value(name: str, value: str) -> None:
    with pytest.raises(SetupError, match=f"WALLETDESK_TELEGRAM_{name}") as caught:
        read(**{name: value})
    assert value not in str(caught.value) or value in ("x", "8443")


def test_neither_token_nor_secret_is_shown() -> None:
    shown = repr(read(SECRET="abc_-9"))
    assert TOKEN not in shown
    assert "abc_-9" not in shown
