"""Yeses that one talk waits for and another gives: the code is made here, and what was answered is passed on."""
from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.answers.invitations import LETTERS
from bot.flows.agreement import NONE, OWN
from bot.texts import Text, _
from storage import Connection, Vault, invitations
from storage.invitations import Invited
from storage.talks import Talk

Lookup = Callable[[Connection, Vault, Talk, str, datetime], str]


def code() -> str:
    """Eight letters and digits that can be read out over a telephone."""
    letters = "".join(secrets.choice(LETTERS) for _letter in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def invite(connection: Connection, vault: Vault, talk: Talk, what: str, now: datetime) -> str:
    """`facts body`: the code by which somebody may agree to these facts in their own talk."""
    facts, _space, body = what.partition(" ")
    return invitations.invite(connection, vault, talk.id, facts, code(), body, now)


def invitation(connection: Connection, vault: Vault, talk: Talk, what: str, now: datetime) -> str:
    """What a code stands for; OWN in the talk that waits for it, NONE if nobody gave it out."""
    found = invitations.find(connection, vault, what, now)
    if not found:
        return NONE
    return OWN if found.talk == talk.id else found.body


LOOKUPS: Mapping[str, Lookup] = {"invite": invite, "invitation": invitation}


def said(one: Invited) -> Text:
    """Say to who waits what was answered."""
    body = json.loads(one.body)
    if body["role"] == "payer":
        agreed = _("Who pays has agreed to pay for %(name)s.") if one.status == "agreed" else _(
            "Who was to pay for %(name)s does not agree. You can pay yourself, or write PETUGAS.")
        return agreed(name=body["name"])
    name = body["name"]
    if one.status == "agreed":
        return _("%(name)s has agreed.")(name=name)
    return _("%(name)s does not agree, so nothing is sent for them. Change or remove the entry, or write PETUGAS.")(name=name)
