"""What a chain shows, and what that means for a transaction or an account. Pure: readings come in, findings go out.

references   hashes, addresses and explorer links in running text; pieces (broken ones), links (whose explorer it is)
typos        what is wrong with an address, and where
likeness     whether an address fits a network, or is made to be taken for another
networks     what is known of a network before anything is read
finding      the result every chain shares: status, verdict, facts for the texts, notes in the order they are said
evm*, bitcoin*, tron*   one family each: the reading an adapter takes, and what it means
"""
