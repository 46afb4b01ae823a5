"""Messages in languages we do not speak are told from Chinese, English and their mixtures."""

from __future__ import annotations

import pytest

from tests.understanding.test_error_texts import examples
from walletdesk.understanding.foreign import is_foreign

FOREIGN = [
    "Mi transferencia no llegó, ayuda por favor",
    "no me llega el dinero",
    "Tôi không nhận được USDT",
    "toi khong nhan duoc tien",
    "Я потерял деньги, помогите",
    "送金できません",
    "ウォレットの残高が表示されない",
    "지갑이 안 열려요",
    "mon transfert n'est pas arrivé",
    "Ich habe mein Passwort verloren",
    "minha carteira foi roubada",
    "saya tidak bisa masuk dompet",
    "กระเป๋าเงินหาย",
    "محفظتي سرقت",
    "mera paisa nahi aaya",
]
OURS = [
    "",
    "ok",
    "help pls",
    "hola, my transfer is stuck",
    "Hola necesito ayuda I sent USDT to wrong red",
    "trasnfer pendng since 2 day",
    "wo de qian bao da bu kai le",
    "钱包打不开",
    "我的USDT呢の",
    "錢包唔見咗",
    "please send de money lah, i cannot see leh",
    "nonce too low",
    "tokeп.im",
    "0xdAC17F958D2ee523a2206206994597C13D831ec7",
    "😀😀",
    "ETH to BSC",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_another_language_is_noticed(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize("text", OURS)
def test_short_misspelt_and_mixed_messages_are_ours(text: str) -> None:
    assert not is_foreign(text)


def test_hardly_any_message_of_our_users_is_taken_for_another_language() -> None:
    messages = list(examples())
    mistaken = [text for text in messages if is_foreign(text)]

    assert len(mistaken) <= len(messages) // 2000, mistaken[:10]
