"""What a turn may ask about, found only when it does."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from bot import onfile
from bot.office import Office
from bot.rules import Rules
from storage import Connection, Vault, enrolments, invitations, office_days
from storage.messages import SoFar
from storage.talks import Talk


class Facts(Mapping[str, Any]):
    """Names, and what finds out about each."""

    def __init__(self, **finders: Callable[[], Any]) -> None:
        self._finders, self._found = finders, dict[str, Any]()

    def learn(self, name: str, value: Any) -> None:
        self._finders[name] = lambda: value

    def __getitem__(self, name: str) -> Any:
        if name not in self._found:
            self._found[name] = self._finders[name]()
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._finders)

    def __len__(self) -> int:
        return len(self._finders)


def found_out(connection: Connection, vault: Vault, talk: Talk, phone: str, now: datetime, office: Office, rules: Rules,
              so_far: SoFar | None) -> Facts:
    """What there is to know of one talk. so_far: how it stood when somebody wrote."""
    sent = cache(lambda: enrolments.listed(connection, vault, talk.id) if not so_far or so_far.enrolled else [])
    silent = onfile.was_silent(talk.heard_at, now)
    return Facts(silence=lambda: now - (talk.heard_at or now), phone=lambda: phone or talk.at.phone or None,
                 receipts=lambda: {one.draft: one.number for one in sent()}, enrolments=lambda: onfile.enrolled(sent()),
                 agreed=lambda: invitations.agreed(connection, talk.id),
                 promise=lambda: office.promise(now, office_days.mended(connection)),
                 stranger=lambda: silent and onfile.strange(talk.state, sent(), talk.heard_at, now),
                 births=lambda: onfile.births(talk.state, sent(), rules, now.date()),
                 held=lambda: onfile.held(connection, talk, sent(), int(bool(so_far))))
