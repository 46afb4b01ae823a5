"""What is found in a message, where it stands, and what it stands for."""

import pytest

HASH = "0x" + "ab12" * 16
BARE = "5d" * 32
EVM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
BTC = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"

# text, entity, what was written, what it stands for
FOUND = [
    (f"hash {HASH}", "tx_hash", HASH, HASH),
    (f"交易号{BARE.upper()}查不到", "tx_hash", BARE.upper(), BARE),
    ("hash 0x12ab…34cd", "tx_hash", "0x12ab…34cd", "0x12ab…34cd"),
    ("tx 0x12AB...34cd please", "tx_hash", "0x12AB...34cd", "0x12ab…34cd"),
    ("my address 0x12ab...34cd", "address", "0x12ab...34cd", "0x12ab…34cd"),
    ("地址0x3f…a9不是我的", "address", "0x3f…a9", "0x3f…a9"),
    (f"转去{EVM}了", "address", EVM, EVM),
    (f"{TRON} usdt", "address", TRON, TRON),
    (f"{BTC.upper()}", "address", BTC.upper(), BTC),
    ("用TRC-20转的", "network", "TRC-20", "tron"),
    ("trc 20 network", "network", "trc 20", "tron"),
    ("幣安智能鏈上的", "network", "幣安智能鏈", "bsc"),
    ("ＢＳＣ 链", "network", "ＢＳＣ", "bsc"),
    ("on Base network", "network", "Base network", "base"),
    ("the eth chain", "network", "eth", "ethereum"),
    ("usdterc20 address", "network", "erc20", "ethereum"),
    ("泰达币没了", "token", "泰达币", "USDT"),
    ("我的U没到账", "token", "U", "USDT"),
    ("my matic", "token", "matic", "POL"),
    ("I sent 1,200.50 usdt", "amount", "1,200.50 usdt", "1200.5 USDT"),
    ("转了5万U", "amount", "5万U", "50000 USDT"),
    ("兩百個USDT", "amount", "兩百個USDT", "200 USDT"),
    ("5k usdt", "amount", "5k usdt", "5000 USDT"),
    ("usdt 5000个被转走", "amount", "usdt 5000个", "5000 USDT"),
    ("usdt有5000枚", "amount", "usdt有5000枚", "5000 USDT"),
    ("5000个usdt", "amount", "5000个usdt", "5000 USDT"),
    ("转1u过去", "amount", "1u", "1 USDT"),
    ("USDT 500没到", "amount", "USDT 500", "500 USDT"),
    ("0.005ETH", "amount", "0.005ETH", "0.005 ETH"),
    ("三天了", "duration", "三天", "4320"),
    ("since yesterday", "duration", "yesterday", "1440"),
    ("2 hrs ago", "duration", "2 hrs", "120"),
    ("一个半小时", "duration", "一个半小时", "90"),
    ("2h30m ago", "duration", "2h30m", "150"),
    ("1小时20分钟", "duration", "1小时20分钟", "80"),
    ("two days and 3 hours", "duration", "two days and 3 hours", "3060"),
    ("half an hour ago", "duration", "half an hour", "30"),
    (
        "Insufficient Funds For Gas * price + value!",
        "error_string",
        "Insufficient Funds For Gas * price + value",
        "insufficient_funds_for_gas",
    ),
    (
        "提示 INSUFFICIENT FUNDS FOR GAS * PRI...",
        "error_string",
        "INSUFFICIENT FUNDS FOR GAS * PRI",
        "insufficient_funds_for_gas",
    ),
    (
        "err:replacementtransactionunderpriced",
        "error_string",
        "replacementtransactionunderpriced",
        "replacement_transaction_underpriced",
    ),
    ("OUT_OF_ENERGY", "error_string", "OUT_OF_ENERGY", "out_of_energy"),
    ("BANDWITH_ERROR", "error_string", "BANDWITH_ERROR", "bandwith_error"),
    ("mnemonic_checksum_invalid", "error_string", "mnemonic_checksum_invalid", "mnemonic_checksum_invalid"),
    ("提示助記詞無效", "error_string", "助記詞無效", "invalid_mnemonic"),
    ("imToken v2.9.10", "app_version", "v2.9.10", "2.9.10"),
    ("版本2.9", "app_version", "2.9", "2.9"),
    ("etherscan says failed but app pending", "explorer_status", "failed", "failed"),
    ("浏览器显示成功", "explorer_status", "成功", "success"),
    ("tronscan 查不到这笔", "explorer_status", "查不到", "not_found"),
    ("鏈上還是待確認", "explorer_status", "待確認", "pending"),
    ("小狐狸导入", "wallet_app", "小狐狸", "metamask"),
    ("imtoken2.0", "wallet_app", "imtoken", "imtoken"),
    ("從歐易提幣", "exchange", "歐易", "okx"),
    ("币安钱包", "wallet_app", "币安钱包", "binance_wallet"),
]

ABSENT = [
    ("the base fee is too high", "network"),
    ("I CLICKED A LINK AND LOST IT", "token"),
    ("u can help me?", "token"),
    ("手机iOS 17.5.1", "app_version"),
    ("the price is 2.5 usdt", "app_version"),
    ("2024年买的", "duration"),
    ("第3天", "duration"),
    ("pending in the app", "explorer_status"),
    ("Thanks...great", "address"),
    ("the whole ethereally thing", "token"),
    (f"{HASH}", "address"),
    ("cout of gases", "error_string"),
]


@pytest.mark.parametrize(("text", "entity", "written", "value"), FOUND)
def test_it_is_found_where_it_stands(finder, text, entity, written, value):
    found = [e for e in finder.find(text) if e.entity == entity]

    assert [(value, text.index(written), text.index(written) + len(written))] == [
        (e.value, e.start, e.end) for e in found
    ]


@pytest.mark.parametrize(("text", "entity"), ABSENT)
def test_what_only_looks_like_one_is_not_found(finder, text, entity):
    assert entity not in {e.entity for e in finder.find(text)}


def test_an_address_says_what_its_checksum_says(finder):
    (good,), (bad,) = finder.find(EVM), finder.find(EVM[:-1] + "D")

    assert (good.subtype, good.note) == ("evm_address", "ok")
    assert (bad.subtype, bad.note) == ("evm_address", "bad_checksum")


def test_a_first_message_gives_all_it_holds(finder):
    text = "my USDT on TRON, hash 0x12ab…34cd, pending since yesterday"

    found = {e.entity: e.value for e in finder.find(text)}

    assert found == {"token": "USDT", "network": "tron", "tx_hash": "0x12ab…34cd", "duration": "1440"}


def test_a_long_message_is_searched_quickly(finder):
    import time

    text = ("我的USDT没到账 0x12ab…34cd insufficient funds for g " * 100)[:4000]
    start = time.perf_counter()

    assert finder.find(text)
    assert time.perf_counter() - start < 1.0


@pytest.mark.parametrize(
    "text",
    ["", " ", "\ud800", "İİİ USDT", "🙂" * 50, "a" * 4000, "\u202eUSDT", "1" * 4000],
    ids=["empty", "blank", "surrogate", "dotted-i", "emoji", "long", "rtl", "digits"],
)
def test_odd_text_is_harmless(finder, text):
    for entity in finder.find(text):
        assert 0 <= entity.start < entity.end <= len(text)
