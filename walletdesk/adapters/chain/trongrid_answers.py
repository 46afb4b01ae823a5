"""Answers of a TRON node, checked and turned into readings. Each function takes one parsed answer and raises
`Unavailable` for one that is not worth believing: `{"Error": …}`, which comes with HTTP 200, another shape than
documented, or one that does not fit the question or itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from walletdesk.adapters.chain import trongrid_shapes as shapes
from walletdesk.core.chain.tron import (
    ASSET_TRANSFER,
    PERMISSION_UPDATE,
    SUCCESS,
    TRANSFER,
    TRIGGER,
    Account,
    Block,
    Body,
    Call,
    Instant,
    Log,
    Permission,
    Receipt,
    Unstaking,
)
from walletdesk.core.chain.tron_data import base58
from walletdesk.core.errors import Unavailable

_Shape = TypeVar("_Shape", bound=BaseModel)
_FAILED = "FAILED"


def instant(ms: int) -> Instant:
    return Instant(ms, f"{datetime.fromtimestamp(ms // 1000, timezone.utc):%Y-%m-%d %H:%M:%S} UTC")


def _shaped(answer: object, shape: type[_Shape]) -> _Shape:
    """The messages of pydantic quote what they refuse, so none is carried on."""
    if isinstance(answer, Mapping) and "Error" not in answer:
        try:
            return shape.parse_obj(answer)
        except ValidationError:
            pass
    raise Unavailable("an answer of another shape than documented")


def _believed(truth: bool) -> None:
    if not truth:
        raise Unavailable("a lying answer: it does not fit the question or itself")


def block(answer: object) -> Block:
    """From /wallet/getblock. A block's id begins with its number."""
    shape = _shaped(answer, shapes.BlockShape)
    header = shape.block_header.raw_data
    _believed(int(shape.block_id[:16], 16) == header.number)
    return Block(header.number, instant(header.timestamp))


def body(answer: object, tx_hash: str) -> Body | None:
    """From /wallet/gettransactionbyid; None for `{}`, which is how a node says that it has none. The id is the hash
    of the raw data, so the parts must be found there."""
    if answer == {}:
        return None
    shape = _shaped(answer, shapes.TransactionShape)
    raw = shape.raw_data_hex.lower()
    _believed(shape.tx_id.lower() == tx_hash == hashlib.sha256(bytes.fromhex(raw)).hexdigest())
    contract = shape.raw_data.contract[0]
    call, parts = _call(contract.type, contract.parameter.value)
    parts += _field(8, shape.raw_data.expiration), _field(18, shape.raw_data.fee_limit)
    _believed(all(part.lower() in raw for part in parts))
    return Body(call, shape.raw_data.expiration, shape.raw_data.fee_limit)


def _call(kind: str, value: Mapping[str, Any]) -> tuple[Call, tuple[str, ...]]:
    """What is asked for, and the pieces of hex that the raw data must contain."""
    owner = _shaped(value, shapes.AnythingShape).owner_address or ""
    sender = base58(owner) if owner else ""
    if kind in (TRANSFER, ASSET_TRANSFER):
        sent = _shaped(value, shapes.TransferShape)
        units = _field(3 if kind == TRANSFER else 4, sent.amount)
        return Call(kind, sender, recipient=base58(sent.to_address), units=sent.amount), (owner, sent.to_address, units)
    if kind == TRIGGER:
        called = _shaped(value, shapes.TriggerShape)
        made = Call(kind, sender, contract=base58(called.contract_address), units=called.call_value, data=called.data)
        return made, (owner, called.contract_address, called.data, _field(3, called.call_value))
    if kind == PERMISSION_UPDATE:
        update = _shaped(value, shapes.UpdateShape).owner
        return Call(kind, sender, permission=_permission(update)), (
            owner,
            _field(4, update.threshold),
            *(key.address for key in update.keys),
        )
    return Call(kind, sender), (owner,)


def _field(number: int, value: int) -> str:
    """A whole number as protobuf writes it; nothing for 0, which it leaves out."""
    return (_varint(number << 3) + _varint(value)).hex() if value else ""


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def receipt(answer: object, tx_hash: str) -> Receipt | None:
    """From /wallet/gettransactioninfobyid. Transactions that call no contract have no result of their own."""
    if answer == {}:
        return None
    shape = _shaped(answer, shapes.InfoShape)
    _believed(shape.id.lower() == tx_hash)
    used, failed = shape.receipt, shape.result == _FAILED
    result = used.result if used.result not in ("", "DEFAULT") else (_FAILED if failed else SUCCESS)
    _believed(not (failed and result == SUCCESS))
    return Receipt(
        Block(shape.block_number, instant(shape.block_time_stamp)),
        result,
        fee=shape.fee,
        energy=used.energy_usage_total,
        energy_paid=used.energy_fee,
        energy_staked=used.energy_usage,
        energy_given=used.origin_energy_usage,
        bandwidth=used.net_usage,
        output=shape.contract_result[0] if shape.contract_result else "",
        logs=tuple(Log(base58(log.address), tuple(log.topics), log.data) for log in shape.log),
    )


def _permission(shape: shapes.PermissionShape) -> Permission:
    return Permission(shape.threshold, {base58(key.address): key.weight for key in shape.keys})


def account(answer: object, address: str) -> Account:
    """From /wallet/getaccount; `address` in hex. Resources and tokens are asked for elsewhere."""
    if answer == {}:
        return Account(base58(address), activated=False)
    shape = _shaped(answer, shapes.AccountShape)
    _believed(shape.address.lower() == address)
    return Account(
        base58(address),
        activated=True,
        contract=shape.type == "Contract",
        balance=shape.balance,
        staked=_staked(shape),
        unstaking=tuple(
            Unstaking(each.unfreeze_amount, instant(each.unfreeze_expire_time))
            for each in shape.unfrozen_v2
            if each.unfreeze_amount
        ),
        owner=_permission(shape.owner_permission) if shape.owner_permission else None,
        actives=tuple(_permission(each) for each in shape.active_permission),
    )


def _staked(shape: shapes.AccountShape) -> int:
    """Also what is lent to others as energy or bandwidth: it is still the account's own."""
    energy = shape.account_resource
    return (
        sum(each.amount for each in shape.frozen_v2)
        + sum(each.frozen_balance for each in shape.frozen)
        + energy.frozen_balance_for_energy.frozen_balance
        + energy.delegated_frozen_balance_for_energy
        + energy.delegated_frozen_v2_balance_for_energy
        + shape.delegated_frozen_balance_for_bandwidth
        + shape.delegated_frozen_v2_balance_for_bandwidth
    )


def kind(answer: object, address: str) -> str:
    """wallet or contract, from /wallet/getaccount; "" for an address without an account."""
    if answer == {}:
        return ""
    shape = _shaped(answer, shapes.AccountShape)
    _believed(shape.address.lower() == address)
    return "contract" if shape.type == "Contract" else "wallet"


def resources(answer: object) -> tuple[int, int]:
    """Energy and bandwidth left, from /wallet/getaccountresource; `{}` for an address without an account."""
    shape = _shaped(answer, shapes.ResourceShape)
    bandwidth = max(shape.free_net_limit - shape.free_net_used, 0) + max(shape.net_limit - shape.net_used, 0)
    return max(shape.energy_limit - shape.energy_used, 0), bandwidth


def returned(answer: object) -> str:
    """What a read-only call gave, from /wallet/triggerconstantcontract; "" where the contract refused it."""
    shape = _shaped(answer, shapes.ConstantShape)
    refused = not shape.result.result or any(each.ret == _FAILED for each in shape.transaction.ret)
    return "" if refused or not shape.constant_result else shape.constant_result[0]


def energy_price(answer: object) -> int | None:
    """Sun for a unit of energy, from /wallet/getchainparameters."""
    settings = _shaped(answer, shapes.SettingsShape).chain_parameter
    found = next((each.value for each in settings if each.key == "getEnergyFee"), None)
    _believed(found is None or (type(found) is int and 0 < found < 10**9))
    return found
