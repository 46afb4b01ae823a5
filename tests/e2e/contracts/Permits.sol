// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// The part of Permit2's allowance book that a doctor reads: who may take what, and until when.
contract Permits {
    struct Permission {
        uint160 amount;
        uint48 expiration;
        uint48 nonce;
    }

    mapping(address => mapping(address => mapping(address => Permission))) public allowance;

    event Approval(
        address indexed owner, address indexed token, address indexed spender, uint160 amount, uint48 expiration
    );

    function approve(address token, address spender, uint160 amount, uint48 expiration) external {
        Permission storage permission = allowance[msg.sender][token][spender];
        permission.amount = amount;
        permission.expiration = expiration;
        emit Approval(msg.sender, token, spender, amount, expiration);
    }
}
