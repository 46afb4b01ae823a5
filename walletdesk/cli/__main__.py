"""`python -m walletdesk.cli`."""

from walletdesk.cli import main

main()
