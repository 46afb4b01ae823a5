// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// Fails in every way a contract can. It has no way of taking coin.
contract Trouble {
    error MarketClosed(uint256 since, address by);

    uint256[] private numbers = [1, 2, 3];
    uint256 public counter;

    function divide(uint256 by) external returns (uint256) {
        return counter = 100 / by;
    }

    function element(uint256 index) external returns (uint256) {
        return counter = numbers[index];
    }

    function grow() external {
        while (true) counter++;
    }

    function complain(string calldata words) external {
        counter++;
        revert(words);
    }

    function close() external {
        counter++;
        revert MarketClosed(1700000000, msg.sender);
    }

    function silent() external {
        counter++;
        assembly {
            revert(0, 0)
        }
    }

    function count() external {
        counter++;
    }
}
