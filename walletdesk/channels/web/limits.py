"""Token buckets in memory. Those used least recently make room, so that no crowd of callers fills the machine."""

from __future__ import annotations

from throttled import RateLimiterType, Throttled, rate_limiter
from throttled.store import MemoryStore

from walletdesk.channels.web.problems import Problem
from walletdesk.settings import Limits

MOST_BUCKETS = 20_000  # of each kind; some 10 MB


class Buckets:
    def __init__(self, limits: Limits, most: int = MOST_BUCKETS) -> None:
        kinds = {"message": limits.message, "address": limits.address, "session": limits.session}
        self._kinds = {kind: _bucket(*pair, most) for kind, pair in kinds.items()}

    def take(self, kind: str, whose: str) -> None:
        """Raises Problem, with the seconds to wait, where nothing is left. kind: "message", "address", "session"."""
        taken = self._kinds[kind].limit(whose)
        if taken.limited:
            raise Problem("rate_limited", retry_after=max(1, int(taken.state.retry_after)))


def _bucket(burst: int, per_second: int, most: int) -> Throttled:
    return Throttled(
        using=RateLimiterType.TOKEN_BUCKET.value,
        quota=rate_limiter.per_sec(per_second, burst=burst),
        store=MemoryStore(options={"MAX_SIZE": most}),
    )
