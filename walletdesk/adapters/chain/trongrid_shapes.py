"""Shapes of what a TRON node answers.

Fields and defaults as java-tron documents them (tronprotocol.github.io/documentation-en/api/http, a page a path): zero
and empty fields are left out. All is asked for with `visible: false`, so addresses and texts are hex.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Field


class Units(ConstrainedInt):
    """An int64 that cannot be negative; a string, a fraction or `true` is none."""

    strict = True
    ge = 0
    le = 2**63 - 1


class Millis(Units):
    le = 253_402_300_799_000  # the last second of the year 9999


class Hex(ConstrainedStr):
    strict = True
    regex = re.compile(r"(?:[0-9a-fA-F]{2})*\Z")


class Hash(ConstrainedStr):
    strict = True
    regex = re.compile(r"[0-9a-fA-F]{64}\Z")


class HexAddress(ConstrainedStr):
    strict = True
    regex = re.compile(r"41[0-9a-fA-F]{40}\Z")


class LogAddress(ConstrainedStr):
    strict = True
    regex = re.compile(r"(?:41)?[0-9a-fA-F]{40}\Z")


class Code(ConstrainedStr):
    strict = True
    regex = re.compile(r"[A-Z_]{0,32}\Z")


class KeyShape(BaseModel):
    address: HexAddress
    weight: Units = Units(0)


class PermissionShape(BaseModel):
    threshold: Units
    keys: list[KeyShape] = Field(min_items=1, max_items=64)


class AnythingShape(BaseModel):
    owner_address: HexAddress | None = None


class OwnedShape(AnythingShape):
    owner_address: HexAddress


class TransferShape(OwnedShape):
    to_address: HexAddress
    amount: Units = Units(0)


class TriggerShape(OwnedShape):
    contract_address: HexAddress
    data: Hex = Hex("")
    call_value: Units = Units(0)


class UpdateShape(OwnedShape):
    owner: PermissionShape


class ParameterShape(BaseModel):
    value: dict[str, Any]


class ContractShape(BaseModel):
    type: str = Field(regex=r"^[A-Za-z0-9]{1,64}$")
    parameter: ParameterShape


class RawShape(BaseModel):
    contract: list[ContractShape] = Field(min_items=1, max_items=1)
    expiration: Units
    fee_limit: Units = Units(0)


class ResultShape(BaseModel):
    contract_ret: Code = Field(Code(""), alias="contractRet")


class TransactionShape(BaseModel):
    tx_id: Hash = Field(..., alias="txID")
    raw_data: RawShape
    raw_data_hex: Hex
    ret: list[ResultShape] = []


class ReceiptShape(BaseModel):
    energy_usage: Units = Units(0)
    energy_fee: Units = Units(0)
    origin_energy_usage: Units = Units(0)
    energy_usage_total: Units = Units(0)
    net_usage: Units = Units(0)
    result: Code = Code("")


class LogShape(BaseModel):
    address: LogAddress
    topics: list[Hash] = Field([], max_items=4)
    data: Hex = Hex("")


class InfoShape(BaseModel):
    id: Hash
    block_number: Units = Field(..., alias="blockNumber")
    block_time_stamp: Millis = Field(..., alias="blockTimeStamp")
    fee: Units = Units(0)
    contract_result: list[Hex] = Field([], alias="contractResult")
    receipt: ReceiptShape = ReceiptShape()
    log: list[LogShape] = []
    result: Code = Code("")


class HeaderDataShape(BaseModel):
    number: Units
    timestamp: Millis


class HeaderShape(BaseModel):
    raw_data: HeaderDataShape


class BlockShape(BaseModel):
    block_id: Hash = Field(..., alias="blockID")
    block_header: HeaderShape


class StakeShape(BaseModel):
    amount: Units = Units(0)


class OldStakeShape(BaseModel):
    frozen_balance: Units = Units(0)


class UnstakeShape(BaseModel):
    unfreeze_amount: Units = Units(0)
    unfreeze_expire_time: Millis = Millis(0)


class EnergyShape(BaseModel):
    frozen_balance_for_energy: OldStakeShape = OldStakeShape()
    delegated_frozen_balance_for_energy: Units = Units(0)
    delegated_frozen_v2_balance_for_energy: Units = Field(Units(0), alias="delegated_frozenV2_balance_for_energy")


class AccountShape(BaseModel):
    address: HexAddress
    type: str = ""
    balance: Units = Units(0)
    frozen: list[OldStakeShape] = []
    frozen_v2: list[StakeShape] = Field([], alias="frozenV2")
    unfrozen_v2: list[UnstakeShape] = Field([], alias="unfrozenV2")
    account_resource: EnergyShape = EnergyShape.parse_obj({})
    delegated_frozen_balance_for_bandwidth: Units = Units(0)
    delegated_frozen_v2_balance_for_bandwidth: Units = Field(Units(0), alias="delegated_frozenV2_balance_for_bandwidth")
    owner_permission: PermissionShape | None = None
    active_permission: list[PermissionShape] = Field([], max_items=64)


class ResourceShape(BaseModel):
    free_net_used: Units = Field(Units(0), alias="freeNetUsed")
    free_net_limit: Units = Field(Units(0), alias="freeNetLimit")
    net_used: Units = Field(Units(0), alias="NetUsed")
    net_limit: Units = Field(Units(0), alias="NetLimit")
    energy_used: Units = Field(Units(0), alias="EnergyUsed")
    energy_limit: Units = Field(Units(0), alias="EnergyLimit")


class ReturnShape(BaseModel):
    result: bool = False


class EndedShape(BaseModel):
    ret: str = ""


class SimulatedShape(BaseModel):
    ret: list[EndedShape] = []


class ConstantShape(BaseModel):
    result: ReturnShape = ReturnShape()
    constant_result: list[Hex] = []
    transaction: SimulatedShape = SimulatedShape()


class SettingShape(BaseModel):
    key: str
    value: Any = None


class SettingsShape(BaseModel):
    chain_parameter: list[SettingShape] = Field(..., alias="chainParameter")
