"""Why a contract refused: what it returned, in the terms of a verdict.

Sources: Solidity's Error(string) and Panic(uint256), ERC-6093, OpenZeppelin, the words of widespread tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from walletdesk.core.chain.evm_calls import arguments, selector
from walletdesk.core.chain.finding import plain

_ERROR, _PANIC = "Error(string)", "Panic(uint256)"

# Errors whose name alone says little that a user could use are known too, so that a name is shown and not a number.
_ERRORS = {
    "token_balance_short": (
        "ERC20InsufficientBalance(address,uint256,uint256)",
        "InsufficientBalance()",
        "InsufficientBalance(uint256,uint256)",
        "ERC1155InsufficientBalance(address,uint256,uint256,uint256)",
        "TransferAmountExceedsBalance()",
    ),
    "allowance_short": (
        "ERC20InsufficientAllowance(address,uint256,uint256)",
        "InsufficientAllowance()",
        "InsufficientAllowance(uint256)",
        "AllowanceExpired(uint256)",
        "ERC721InsufficientApproval(address,uint256)",
        "ERC1155MissingApprovalForAll(address,address)",
    ),
    "paused": ("EnforcedPause()", "Paused()", "ContractPaused()"),
    "blacklisted": (
        "Blacklisted(address)",
        "BlacklistedAccount(address)",
        "AccountBlacklisted(address)",
        "Blocklisted(address)",
        "AccountFrozen(address)",
        "ERC20Blocked(address)",
    ),
    "custom_error": (
        "AccessControlUnauthorizedAccount(address,bytes32)",
        "OwnableUnauthorizedAccount(address)",
        "OwnableInvalidOwner(address)",
        "ReentrancyGuardReentrantCall()",
        "ExpectedPause()",
        "ERC20InvalidReceiver(address)",
        "ERC20InvalidSender(address)",
        "ERC20InvalidSpender(address)",
        "ERC20InvalidApprover(address)",
        "ERC20ExceededCap(uint256,uint256)",
        "ERC2612ExpiredSignature(uint256)",
        "ERC2612InvalidSigner(address,address)",
        "ERC4626ExceededMaxWithdraw(address,uint256,uint256)",
        "ERC4626ExceededMaxRedeem(address,uint256,uint256)",
        "ERC721NonexistentToken(uint256)",
        "ERC721IncorrectOwner(address,uint256,address)",
        "ERC721InvalidReceiver(address)",
        "SafeERC20FailedOperation(address)",
        "AddressEmptyCode(address)",
        "AddressInsufficientBalance(address)",
        "FailedInnerCall()",
        "FailedCall()",
        "SignatureExpired(uint256)",
        "InvalidNonce()",
        "InvalidSigner()",
        "TransferFailed()",
        "TransferFromFailed()",
        "V3TooLittleReceived()",
        "V2TooLittleReceived()",
        "TransactionDeadlinePassed()",
        "TooLittleReceived()",
        "DeadlineExpired()",
    ),
}
_WORDS = {
    "blacklisted": r"black ?-?list|block ?-?list|deny ?-?list|sanction|(account|address|sender|recipient) (is )?frozen",
    "paused": r"\bpaused\b",
    "allowance_short": r"(exceeds?|insufficient|not enough|low)[\w\s-]*allowance|allowance[\w\s-]*(exceeded|too low)",
    "token_balance_short": r"(exceeds?|insufficient|not enough|low)[\w\s-]*balance|balance[\w\s-]*too low",
}
_NOT_PAUSED = re.compile(r"\b(not|un|isn't|must be) ?-?paused")
_TOLD = re.compile("|".join(f"(?P<{verdict}>{words})" for verdict, words in _WORDS.items()))


@dataclass(frozen=True)
class Reason:
    """verdict: one of the failed ones; "unexplained" where nothing was returned. text and name are hostile."""

    verdict: str
    text: str = ""
    name: str = ""
    panic: int | None = None


def reason_of(returned: bytes, told: str = "") -> Reason:
    """returned: what the contract gave back. told: the words of a node that keeps the bytes to itself."""
    if returned[:4] == selector(_ERROR) and (values := arguments(("bytes",), returned[4:])):
        return _in_words(bytes(values[0]).decode("utf-8", "replace"))
    if returned[:4] == selector(_PANIC) and (values := arguments(("uint256",), returned[4:])):
        return Reason("panic", panic=int(values[0]))
    if len(returned) >= 4:
        return _by_selector(returned[:4])
    return _in_words(told)


def _in_words(said: str) -> Reason:
    if not plain(said):
        return Reason("unexplained")
    lowered = _NOT_PAUSED.sub("", said[:400].lower())
    found = _TOLD.search(lowered)
    return Reason(found.lastgroup if found and found.lastgroup else "revert_reason", said)


def _by_selector(four: bytes) -> Reason:
    verdict, name = _known().get(four, ("custom_error", "0x" + four.hex()))
    return Reason(verdict, name=name)


@cache
def _known() -> dict[bytes, tuple[str, str]]:
    return {
        selector(signature): (verdict, signature.partition("(")[0])
        for verdict, signatures in _ERRORS.items()
        for signature in signatures
    }
