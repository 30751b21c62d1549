"""How much anybody may write or try before they have to wait, so that a flood slows nobody but who makes it."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import NamedTuple

from storage import Database, Vault, allowances
from storage.allowances import Taken

MANY = 10_000       # that are remembered as shut out; more of them are asked of the database


class Allowance(NamedTuple):
    """So many in a span."""

    most: int
    span: timedelta


class Over(NamedTuple):
    """Too many. first: it is the first one too many of its span, the only one that anybody is told of."""

    seconds: int
    first: bool


def counted(taken: Sequence[Taken], allowed: Sequence[Allowance], now: datetime) -> tuple[Taken, ...]:
    """Count once more in each span; one that is over begins anew. taken: as it was counted last, of the same spans."""
    before = taken if len(taken) == len(allowed) else [None] * len(allowed)
    return tuple(Taken(last.times + 1, last.ends_at) if last and now < last.ends_at <= now + span else Taken(1, now + span)
                 for last, (_most, span) in zip(before, allowed, strict=True))


def over(taken: Sequence[Taken], allowed: Sequence[Allowance], now: datetime) -> Over | None:
    """What is used up, of several that which is shut the longest."""
    used_up = [Over(max(1, ceil((ends_at - now).total_seconds())), times == most + 1)
               for (times, ends_at), (most, _span) in zip(taken, allowed, strict=True) if times > most]
    return max(used_up, default=None)


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
            taken = [allowances.take(connection, self.vault, f"{self.name}/{who}", span, now) for _most, span in self.allowed]
        if not (used_up := over(taken, self.allowed, now)):
            return 0
        if len(self._shut) >= MANY:
            self._shut = {}
        self._shut[who] = now + timedelta(seconds=used_up.seconds)
        return used_up.seconds


def network(origin: str | None) -> str:
    """Whom a network address counts as: of IPv6 its /64, which is one household; nobody on this very machine."""
    try:
        address = ip_address(origin or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64) if not address.is_loopback else address
    return "" if address.is_loopback else str(address)
