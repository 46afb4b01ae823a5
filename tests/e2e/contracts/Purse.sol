// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// Takes coin and runs what it is told; also what an account delegates to under EIP-7702.
contract Purse {
    receive() external payable {}

    function run(address to, uint256 value, bytes calldata data) external payable {
        (bool done, bytes memory said) = to.call{value: value}(data);
        if (!done) {
            assembly {
                revert(add(said, 32), mload(said))
            }
        }
    }
}
