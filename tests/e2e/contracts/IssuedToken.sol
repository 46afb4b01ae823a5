// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// A token as large issuers wrote them in 2017: it can be paused, accounts can be put on a black list, a transfer
/// returns nothing, refusals come without a word, and what must not happen burns all gas (the INVALID opcode).
contract IssuedToken {
    bytes32 public constant symbol = "ISS";
    bytes32 public constant name = "Issued";
    uint256 public constant decimals = 6;
    address public immutable owner = msg.sender;
    bool public paused;
    mapping(address => bool) public isBlackListed;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    constructor(uint256 supply) {
        balanceOf[msg.sender] = supply;
        emit Transfer(address(0), msg.sender, supply);
    }

    function setPaused(bool to) external {
        require(msg.sender == owner);
        paused = to;
    }

    function setBlackListed(address account, bool to) external {
        require(msg.sender == owner);
        isBlackListed[account] = to;
    }

    function transfer(address to, uint256 value) external {
        _move(msg.sender, to, value);
    }

    function approve(address spender, uint256 value) external {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        allowance[from][msg.sender] = _less(allowance[from][msg.sender], value);
        _move(from, to, value);
    }

    function _move(address from, address to, uint256 value) private {
        require(!paused);
        require(!isBlackListed[from]);
        balanceOf[from] = _less(balanceOf[from], value);
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }

    function _less(uint256 from, uint256 value) private pure returns (uint256) {
        if (value > from) {
            assembly {
                invalid()
            }
        }
        return from - value;
    }
}
