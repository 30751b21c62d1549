"""How fast may be sent, by the moment it is told: token buckets, and when to try again."""
from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

MANY = 10_000       # buckets kept; the full ones among them say nothing and are let go
LONGEST = 300.0     # seconds between two tries


class Pace(NamedTuple):
    """So many a second, and so many at once after a rest."""

    a_second: float
    burst: int


class Bucket:
    """Tokens that come back with time."""

    def __init__(self, pace: Pace, now: datetime) -> None:
        self._pace, self._tokens, self._at = pace, float(pace.burst), now

    def wait(self, now: datetime) -> float:
        """Seconds until there is a token; 0 if there is one."""
        self._fill(now)
        return max(0.0, (1 - self._tokens) / self._pace.a_second)

    def take(self) -> None:
        self._tokens -= 1

    def full(self, now: datetime) -> bool:
        self._fill(now)
        return self._tokens >= self._pace.burst

    def _fill(self, now: datetime) -> None:
        passed = max(0.0, (now - self._at).total_seconds())
        self._tokens, self._at = min(self._pace.burst, self._tokens + passed * self._pace.a_second), now


class Paces:
    """One bucket for a channel and one for each address, of those channels that have a pace."""

    def __init__(self, paces: Mapping[str, tuple[Pace, Pace]]) -> None:
        """paces: channel -> the pace of all of it, and of one address."""
        self._paces, self._buckets = paces, dict[str, Bucket]()

    def wait(self, channel: str, address: str, now: datetime) -> float:
        """Seconds until one more may go there; 0 takes its tokens."""
        if channel not in self._paces:
            return 0.0
        buckets = [self._bucket(name, pace, now) for name, pace in zip((channel, address), self._paces[channel], strict=True)]
        wait = max(bucket.wait(now) for bucket in buckets)
        if not wait:
            for bucket in buckets:
                bucket.take()
        return wait

    def _bucket(self, name: str, pace: Pace, now: datetime) -> Bucket:
        if len(self._buckets) > MANY:
            self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.full(now)}
        return self._buckets.setdefault(name, Bucket(pace, now))


def again(tries: int) -> timedelta:
    """How long until the next try: longer each time, and not all at once."""
    return timedelta(seconds=min(LONGEST, 2.0 ** min(tries, 10)) * (0.5 + secrets.randbelow(1000) / 1000))
