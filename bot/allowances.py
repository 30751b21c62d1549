"""How much anybody may write or try before they have to wait, so that a flood slows nobody but who makes it."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import NamedTuple

from storage import Connection, Database, Vault, allowances

MANY = 10_000       # that are remembered as shut out; more of them are asked of the database


class Allowance(NamedTuple):
    """So many in a span."""

    most: int
    span: timedelta


class Over(NamedTuple):
    """Too many. first: it is the first one too many of its span, the only one that anybody is told of."""

    seconds: int
    first: bool


def take(connection: Connection, vault: Vault, who: str, allowed: Sequence[Allowance], now: datetime) -> Over | None:
    """Count once; Over if an allowance is used up, the longest of them first."""
    longest_first = sorted(allowed, key=lambda one: one.span, reverse=True)
    taken = allowances.take(connection, vault, who, [span for _most, span in longest_first], now) if allowed else []
    for (most, _span), (times, ends_at) in zip(longest_first, taken, strict=True):
        if times > most:
            return Over(max(1, ceil((ends_at - now).total_seconds())), times == most + 1)
    return None


class Gate:
    """A door that shuts for a while to who comes too often. Whom this process has once shut out costs the database nothing more."""

    def __init__(self, database: Database, vault: Vault, clock: Callable[[], datetime], name: str, *allowed: Allowance) -> None:
        self.database, self.vault, self.clock, self.name, self.allowed = database, vault, clock, name, allowed
        self._shut: dict[str, datetime] = {}

    def wait(self, who: str) -> int:
        """Count, and give the seconds until it opens again; 0 lets them in."""
        now = self.clock()
        if (until := self._shut.get(who, now)) > now:
            return max(1, ceil((until - now).total_seconds()))
        with self.database.begin() as connection:
            over = take(connection, self.vault, f"{self.name}/{who}", self.allowed, now)
        if not over:
            return 0
        if len(self._shut) >= MANY:
            self._shut = {}
        self._shut[who] = now + timedelta(seconds=over.seconds)
        return over.seconds


def network(origin: str | None) -> str:
    """Whom a network address counts as: of IPv6 its /64, which is one household; nobody on this very machine."""
    try:
        address = ip_address(origin or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64) if not address.is_loopback else address
    return "" if address.is_loopback else str(address)
