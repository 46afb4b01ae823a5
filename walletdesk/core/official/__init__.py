"""Is this domain, mail address, number, account, package or file the wallet's own? Pure; nothing is looked up.

`judge` answers for a text that somebody asks about, `find` names candidates in a running message, and `notice`
(noticing.py) decides which of them deserve a word in a conversation.
"""

from walletdesk.core.official.finding import find
from walletdesk.core.official.judging import judge, judge_all, severity, verdict_on
from walletdesk.core.official.noticing import SITE, SUSPECT, facts_of, notice
from walletdesk.core.official.verdict import REASONS, Candidate, Kind, Official, Ruling, Verdict, defanged

__all__ = [
    "REASONS",
    "SITE",
    "SUSPECT",
    "Candidate",
    "Kind",
    "Official",
    "Ruling",
    "Verdict",
    "defanged",
    "facts_of",
    "find",
    "judge",
    "judge_all",
    "notice",
    "severity",
    "verdict_on",
]
