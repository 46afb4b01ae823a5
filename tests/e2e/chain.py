"""A chain to act on: send, mine, set fees and balances. Amounts and fees are in wei."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.e2e import solidity
from tests.e2e.nodes import BASE_FEE, ETHER, GWEI, Rpc

USUAL_TIP = 2 * GWEI
TIP = 2 * GWEI
MAX_FEE = 30 * GWEI
COIN_GAS, CALL_GAS = 21_000, 200_000
_BUSY_BLOCKS = 20


@dataclass(frozen=True)
class Chain:
    """Accounts that the node signs for: `owner` asks for help, `issuer` made the tokens, `crowd` fills blocks."""

    rpc: Rpc
    owner: str
    friend: str
    crowd: str
    thief: str
    issuer: str

    @classmethod
    async def on(cls, rpc: Rpc) -> Chain:
        accounts = await rpc("eth_accounts")
        return cls(rpc, *(account.lower() for account in accounts[:5]))

    async def send(
        self,
        sender: str,
        to: str | None,
        value: int = 0,
        data: str = "0x",
        gas: int | None = None,
        nonce: int | None = None,
        max_fee: int = MAX_FEE,
        tip: int = TIP,
        **more: Any,
    ) -> str:
        """The hash. `gasPrice` among `more` makes it a legacy transaction."""
        gas = gas or (COIN_GAS if data == "0x" else CALL_GAS)
        asked: dict[str, Any] = {"from": sender, "value": hex(value), "data": data, "gas": hex(gas), **more}
        if "gasPrice" not in more:
            asked |= {"maxFeePerGas": hex(max_fee), "maxPriorityFeePerGas": hex(tip)}
        if to is not None:
            asked["to"] = to
        if nonce is not None:
            asked["nonce"] = hex(nonce)
        sent: str = await self.rpc("eth_sendTransaction", asked)
        return sent

    async def call(self, sender: str, contract: str, signature: str, *values: Any, **how: Any) -> str:
        return await self.send(sender, contract, data=solidity.call(signature, *values), **how)

    async def mine(self, base_fee: int = BASE_FEE) -> None:
        """One block with what the pool has to offer at this base fee; the block after it costs the same again."""
        await self.next_base_fee(base_fee)
        await self.rpc("evm_mine")
        await self.next_base_fee(base_fee)

    async def mined(self, sender: str, to: str | None, **how: Any) -> dict[str, Any]:
        return await self.receipt_of(await self.send(sender, to, **how))

    async def receipt_of(self, sent: str) -> dict[str, Any]:
        await self.mine()
        return await self.receipt(sent)

    async def receipt(self, sent: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.rpc("eth_getTransactionReceipt", sent)
        assert found is not None, "not mined"
        return found

    async def is_mined(self, sent: str) -> bool:
        return await self.rpc("eth_getTransactionReceipt", sent) is not None

    async def is_known(self, sent: str) -> bool:
        return await self.rpc("eth_getTransactionByHash", sent) is not None

    async def succeeded(self, sent: str) -> bool:
        return bool(int((await self.receipt(sent))["status"], 16))

    async def next_base_fee(self, fee: int) -> None:
        await self.rpc("hardhat_setNextBlockBaseFeePerGas", hex(fee))

    async def set_balance(self, account: str, wei: int) -> None:
        await self.rpc("hardhat_setBalance", account, hex(wei))

    async def balance(self, account: str) -> int:
        return int(await self.rpc("eth_getBalance", account, "latest"), 16)

    async def nonce(self, account: str, block: str = "latest") -> int:
        return int(await self.rpc("eth_getTransactionCount", account, block), 16)

    async def height(self) -> int:
        return int(await self.rpc("eth_blockNumber"), 16)

    async def deploy(self, code: str) -> str:
        made = await self.mined(self.issuer, None, data=code, gas=3_000_000)
        address: str = made["contractAddress"]
        return address

    async def be_busy(self) -> None:
        """A past in which everyone paid the same tip, so that the usual one is known."""
        for _ in range(_BUSY_BLOCKS):
            for _ in range(2):
                await self.send(self.crowd, self.friend, 1, max_fee=20 * GWEI, tip=USUAL_TIP)
            await self.mine()


@dataclass(frozen=True)
class Town:
    """Contracts on the chain, by address. `usdt` is the genuine token, `fake` carries its symbol."""

    usdt: str
    fake: str
    hostile: str
    modern: str
    issued: str
    trouble: str
    purse: str
    permits: str


HOSTILE_NAME = "Visit https://claim-usdt.example/now \u202egnp.txt\u202c\u200b" + "A" * 300
HOSTILE_SYMBOL = "USD\u200bT\u202eclaim-usdt.example\n【点击领取】" + "!" * 200
USDT, ISS, MOD = 10**6, 10**6, 10**18
HELD = 500
"""What the owner holds of every token, in whole ones."""


async def build(chain: Chain) -> Town:
    made = solidity.compiled()
    token = ("string", "string", "uint8", "uint256")

    def of(name: str, types: tuple[str, ...] = (), *values: Any) -> str:
        return solidity.creation(made[name]["create"], types, *values)

    town = Town(
        usdt=await chain.deploy(of("Token", token, "Tether USD", "USDT", 6, 10**15)),
        fake=await chain.deploy(of("Token", token, "Tether USD", "USDT", 6, 10**15)),
        hostile=await chain.deploy(of("Token", token, HOSTILE_NAME, HOSTILE_SYMBOL, 18, 10**30)),
        modern=await chain.deploy(of("ModernToken", ("uint256",), 10**30)),
        issued=await chain.deploy(of("IssuedToken", ("uint256",), 10**15)),
        trouble=await chain.deploy(of("Trouble")),
        purse=await chain.deploy(of("Purse")),
        permits=await chain.deploy(of("Permits")),
    )
    for contract, unit in ((town.usdt, USDT), (town.fake, USDT), (town.issued, ISS), (town.modern, MOD)):
        await chain.call(chain.issuer, contract, "transfer(address,uint256)", chain.owner, HELD * unit)
    await chain.mine()
    await chain.set_balance(chain.owner, 10 * ETHER)
    return town
