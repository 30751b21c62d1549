"""Whom an enrolment has to do with besides its member: who pays, who filled it in, and who was enrolled together with them."""
from __future__ import annotations

from typing import NamedTuple

from bot.desk import words
from bot.desk.masks import masked_tail
from bot.desk.room import Room
from bot.texts import Text, _
from storage import Connection, enrolments, talks
from storage.enrolments import Enrolment

BESIDE = 5          # others of a group that stand on the page of one


class People(NamedTuple):
    """is_own: the member filled in the form themself. sponsor: the name of who pays, if they gave it; submitter: the end of an address."""

    is_own: bool
    sponsor: str
    submitter: str
    channel: str
    group: Text | None
    others: list[Enrolment]
    more: bool


def people(here: Room, connection: Connection, one: Enrolment) -> People:
    """Look up the others of an enrolment."""
    talk = talks.get(connection, here.vault, one.talk, lock=False)
    assert talk
    together = enrolments.of_group(connection, here.vault, one, limit=BESIDE + 2) if one.item else []
    others = [other for other in together if other.id != one.id]
    return People(enrolments.is_own(connection, one.id), one.answers.get("saved", {}).get("me", ("",))[0], masked_tail(talk.at.name),
                  words.CHANNELS.get(talk.at.channel, talk.at.channel), group_of(one), others[:BESIDE], len(others) > BESIDE)


def group_of(one: Enrolment) -> Text | None:
    """What the list is called on which somebody stands; nothing of who was sent alone."""
    return words.GROUPS.get(one.item.partition("/")[0], _("Sent together")) if one.item else None
