"""Tickets and the journal in any database that SQLAlchemy speaks to; SQLite and PostgreSQL are tested.

`Store(url)` is shared by `SqlDesk` (what the dialogue uses), `Staff` (what people use) and `SqlJournal`.
"""

from walletdesk.adapters.desk.journal import SqlJournal
from walletdesk.adapters.desk.staff import MOST_OF_REPLY, Search, Staff
from walletdesk.adapters.desk.store import Store, shown
from walletdesk.adapters.desk.tickets import SqlDesk

__all__ = ["MOST_OF_REPLY", "Search", "SqlDesk", "SqlJournal", "Staff", "Store", "shown"]
