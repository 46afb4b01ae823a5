"""What else is asked about a mined transaction, and the reading that comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from walletdesk.adapters.chain import evm_shapes as shapes
from walletdesk.adapters.chain.rpc import Call, Reply, RpcError
from walletdesk.core.chain.evm_calls import (
    PERMIT2,
    UNLIMITED,
    Approval,
    TokenCall,
    arguments,
    call_data,
    decimals,
    number,
    text,
    token_call,
    transfers,
    truth,
    widened,
)
from walletdesk.core.chain.evm_readings import (
    EvmBlock,
    EvmReceipt,
    EvmTransaction,
    Replay,
    Replayed,
    Token,
    TokenState,
)
from walletdesk.core.chain.evm_success import main_approval, main_transfer
from walletdesk.core.chain.finding import About
from walletdesk.core.chain.networks import Network

_MOST_TOKENS, _MOST_PEOPLE = 6, 6
_BLACKLISTS = ("isBlackListed(address)", "isBlacklisted(address)")  # USDT's and USDC's spelling
_HEX = re.compile(r"0x(?:[0-9a-fA-F]{2})+")
_OUT_OF_GAS = re.compile(r"out ?of ?gas|OOG|gas (?:required )?exceeds|intrinsic gas", re.IGNORECASE)
_INVALID = re.compile(r"invalid ?(?:fe)? ?opcode|invalid instruction|bad instruction", re.IGNORECASE)
_REVERTED = re.compile(r"revert(?:ed)?\b[:\s]*(.*)", re.IGNORECASE | re.DOTALL)
_REVERT_CODE = 3  # geth, erigon, reth, anvil


def view(contract: str, signature: str, *values: Any, at: str = "latest") -> Call:
    return Call("eth_call", ({"to": contract, "data": call_data(signature, *values)}, at))


def code_call(address: str) -> Call:
    return Call("eth_getCode", (address, "latest"))


def token_calls(contracts: Iterable[str]) -> dict[str, Call]:
    calls = {}
    for contract in contracts:
        calls[f"symbol:{contract}"] = view(contract, "symbol()")
        calls[f"decimals:{contract}"] = view(contract, "decimals()")
    return calls


def block_calls(receipt: EvmReceipt) -> dict[str, Call]:
    return {"block": Call("eth_getBlockByNumber", (hex(receipt.block), False))}


def success_calls(tx: EvmTransaction, receipt: EvmReceipt, network: Network, about: About) -> dict[str, Call]:
    moved = transfers(receipt.logs)
    given = main_approval(tx, receipt, about)
    main = main_transfer(tx, receipt, {}, network, about)
    ordered = [*([main] if main else []), *moved]
    contracts = [*([given.contract] if given else []), *(each.contract for each in ordered)]
    people = [tx.sender, tx.to, *(each.recipient for each in ordered)]
    calls = token_calls(_first(contracts, _MOST_TOKENS))
    calls |= {f"code:{each}": code_call(each) for each in _first(people, _MOST_PEOPLE)}
    if main and token_call(tx):
        calls |= token_calls([main.recipient])
    return calls | ({"allowance": _allowance_call(given)} if given else {})


def _first(items: Iterable[str | None], most: int) -> list[str]:
    return list(dict.fromkeys(item for item in items if item))[:most]


def _allowance_call(given: Approval) -> Call:
    if given.via:
        signature = "allowance(address,address,address)"
        return view(PERMIT2, signature, given.owner, given.contract, given.spender)
    signature = "isApprovedForAll(address,address)" if given.whole else "allowance(address,address)"
    return view(given.contract, signature, given.owner, given.spender)


def failed_calls(tx: EvmTransaction, receipt: EvmReceipt) -> dict[str, Call]:
    before = hex(max(receipt.block - 1, 0))
    calls = {"replay": _replay_call(tx, before, tx.gas), "roomy": _replay_call(tx, before)}
    calls[f"code:{tx.sender}"] = code_call(tx.sender)
    call = token_call(tx)
    if call is None:
        return calls
    calls |= token_calls([call.contract])
    calls["balance"] = view(call.contract, "balanceOf(address)", call.holder, at=before)
    calls["paused"] = view(call.contract, "paused()")
    if call.spender:
        calls["allowance"] = view(call.contract, "allowance(address,address)", call.holder, call.spender, at=before)
    return calls | _blacklist_calls(call)


def _blacklist_calls(call: TokenCall) -> dict[str, Call]:
    """USDT refuses a listed holder only; USDC refuses everyone who has a part in the transfer."""
    usdt, usdc = _BLACKLISTS
    asked = [(usdt, call.holder), *((usdc, each) for each in _first([call.holder, call.spender, call.recipient], 3))]
    return {f"{signature}{address}": view(call.contract, signature, address) for signature, address in asked}


def _replay_call(tx: EvmTransaction, before: str, gas: int | None = None) -> Call:
    """gas: None leaves it to the node, which allows a lot."""
    asked = {"from": tx.sender, "value": hex(tx.value), "data": "0x" + tx.data.hex()}
    asked |= {"to": tx.to} if tx.to else {}
    asked |= {"gas": hex(gas)} if gas is not None else {}
    return Call("eth_call", (asked, before))


def replay_of(reply: Reply) -> Replay:
    if reply.error is None:
        return Replay(Replayed.SUCCEEDED if isinstance(reply.result, str) else Replayed.UNKNOWN)
    data, message = _returned(reply.error), reply.error.message
    told = _REVERTED.search(message)
    if data or told or reply.error.code == _REVERT_CODE:
        return Replay(Replayed.REVERTED, data, told.group(1).strip() if told else "")
    if _INVALID.search(message):
        return Replay(Replayed.INVALID)
    return Replay(Replayed.OUT_OF_GAS if _OUT_OF_GAS.search(message) else Replayed.UNKNOWN)


def _returned(error: RpcError) -> bytes:
    """The revert data: bare, after a word, or one level deeper, as nodes differ."""
    held = error.data.get("data") if isinstance(error.data, dict) else error.data
    found = _HEX.search(held) if isinstance(held, str) else None
    return shapes.Data.parse(found.group()) or b"" if found else b""


def codes_of(replies: Mapping[str, Reply]) -> dict[str, bytes]:
    return {name.partition(":")[2]: code for name, code in _answers(replies, "code:").items()}


def tokens_of(replies: Mapping[str, Reply]) -> dict[str, Token]:
    symbols, sizes = _answers(replies, "symbol:"), _answers(replies, "decimals:")
    contracts = {name.partition(":")[2] for name in (*symbols, *sizes)}
    return {
        contract: Token(
            contract,
            text(symbols.get(f"symbol:{contract}", b"")),
            decimals(sizes.get(f"decimals:{contract}", b"")),
        )
        for contract in contracts
    }


def token_state_of(replies: Mapping[str, Reply]) -> TokenState:
    listed = [name for each in _BLACKLISTS for name, data in _answers(replies, each).items() if truth(data)]
    return TokenState(
        balance=number(answer(replies, "balance")),
        allowance=number(answer(replies, "allowance")),
        paused=truth(answer(replies, "paused")),
        blacklisted=listed[0].partition(")")[2] if listed else None,
    )


def allowance_of(
    replies: Mapping[str, Reply], given: Approval | None, head: EvmBlock
) -> dict[tuple[str, str, str], int]:
    """What the spender may take now, by contract, owner and spender."""
    if given is None:
        return {}
    data = answer(replies, "allowance")
    units = number(data)
    if given.via:
        values = arguments(("uint160", "uint48", "uint48"), data)
        units = None if values is None else widened(values[0]) if values[1] >= head.timestamp else 0
    elif given.whole and units is not None:
        units = UNLIMITED if units else 0
    return {} if units is None else {(given.contract, given.owner, given.spender): units}


def answer(replies: Mapping[str, Reply], name: str) -> bytes:
    """The bytes of one reply; empty where there is none."""
    reply = replies.get(name)
    return shapes.Data.parse(reply.result) or b"" if reply and reply.error is None else b""


def _answers(replies: Mapping[str, Reply], prefix: str) -> dict[str, bytes]:
    """By name; only those that were answered with bytes."""
    found = {name: shapes.Data.parse(reply.result) for name, reply in replies.items() if name.startswith(prefix)}
    return {name: data for name, data in found.items() if data is not None}
