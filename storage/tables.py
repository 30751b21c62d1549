"""The tables as they are now; migrations/ is how they became so."""
from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import sqlalchemy as sa


class Instant(sa.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC))


_newest = [0]
_numbering = Lock()


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): known before its row is sealed, and rising with time; in one process strictly."""
    with _numbering:        # milliseconds, and 12 bits of what is left of them
        _newest[0] = stamp = max(_newest[0] + 1, time.time_ns() * 4096 // 1_000_000)
    high = stamp >> 12 << 16 | 0x7 << 12 | stamp & 0xFFF
    digits = f"{high << 64 | 0x2 << 62 | int.from_bytes(os.urandom(8)) >> 2:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


NOTHING = sa.text("''")
SEALED = "sealed"

metadata = sa.MetaData(naming_convention={
    "ix": "ix_%(column_0_N_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})


def _table(name: str, *items: Any) -> sa.Table:
    return sa.Table(name, metadata, sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True), *items)


def _to(table: str, *, name: str = "", optional: bool = False, index: bool = True) -> sa.Column[Any]:
    """A row of another table, and gone with it; but staff, whose work outlives them, can't go, and whose team is gone has none.

    index=False where a unique key begins with it.
    """
    key = sa.ForeignKey(f"{table}.id", ondelete={"staff": None, "team": "SET NULL"}.get(table, "CASCADE"))
    return sa.Column(name or f"{table}_id", sa.Uuid(as_uuid=False), key, nullable=optional, index=index)


def _text(name: str, size: int = 40, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(size), nullable=options.pop("nullable", False), **options)


def _at(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Instant(), nullable=optional)


def _sealed(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """What the vault sealed to its table, column and row."""
    return sa.Column(name, sa.LargeBinary(), nullable=optional, info={SEALED: True})


def _hash(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(16), nullable=optional)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _count(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0", **options)


person = _table("person", _at("created_at"))

# Where a person is reached. The lease is the sender's: one sender an address, so order holds.
address = _table(
    "address", _to("person"), _text("channel"), _text("account", 80), _hash("name_hash"), _sealed("name"),
    _at("stopped_at", optional=True), _text("leased_by", 80, nullable=True), _at("leased_until", optional=True),
    _at("waits_until", optional=True), _at("created_at"),
    sa.UniqueConstraint("channel", "account", "name_hash"))

IS_DUE = sa.text("due_at IS NOT NULL")      # of few talks; a turn in any other touches no index

# audit_end: the mark of where its audit ends, so that nobody can shorten it; empty only from before there were marks.
talk = _table(
    "talk", _to("address", index=False), _count("version"), _count("seq"), _text("owner", 80), _sealed("state"),
    _at("heard_at"), _at("due_at", optional=True), _at("created_at"), _hash("audit_end", optional=True),
    sa.UniqueConstraint("address_id"), sa.Index("ix_talk_due_at", "due_at", sqlite_where=IS_DUE, postgresql_where=IS_DUE))

draft = _table(
    "draft", _to("talk", index=False), _text("number", 12), _text("flow"), _sealed("body"), _at("created_at"), _at("updated_at"),
    sa.UniqueConstraint("talk_id", "number"))

GOING = sa.text("status IN ('queued', 'unknown')")

# The transcript is the outbox: one row from queued to sent, delivered, read or failed.
# after_seq: of what came in, our newest message that had been seen; of ours, the message it answers, if any.
message = _table(
    "message", _to("talk", index=False), _to("address", index=False), _count("seq"), _text("way", 3), _text("kind"), _text("draft", 12),
    _text("provider_id", 120, nullable=True), _sealed("body", optional=True), _text("stamp", 12), _hash("words", optional=True),
    _count("after_seq"), _text("status"), _count("tries"), _text("error", nullable=True),
    _at("created_at"), _at("accepted_at", optional=True), _at("erase_at", optional=True),
    sa.UniqueConstraint("talk_id", "seq"), sa.UniqueConstraint("address_id", "way", "provider_id"),
    sa.Index("ix_message_going", "created_at", sqlite_where=GOING, postgresql_where=GOING), sa.Index(None, "erase_at"))

member = _table(
    "member", _to("person", optional=True), _hash("nik_hash"), _hash("phone_hash", optional=True), _sealed("body"), _at("created_at"),
    sa.Index(None, "nik_hash", "id"), sa.Index(None, "phone_hash", "id"))

# The member is protected, the payer pays, the submitter typed: often one person, never assumed to be.
# how, witness: of a yes given at the counter, whether it was spoken or signed, and before whom of the staff; empty of one in a chat.
# item: whom of a list it is for, such as helpers/2. answers: the form as it was filled in, to be mended when it is sent back.
# erase_asked_at, erase_seen_at: when somebody wished it erased, and when staff had seen to that.
enrolment = _table(
    "enrolment", _to("talk", index=False), _text("draft", 12), _text("item", server_default=NOTHING), _text("kind"), _text("status"),
    _to("member"), _to("person", name="payer_id"), _to("person", name="submitter_id"), _text("funds"),
    _text("referral", server_default=NOTHING), _flag("declared"), _hash("number_hash"), _sealed("number"), _sealed("body"),
    _sealed("answers", optional=True), _to("staff", optional=True), _text("reason", server_default=NOTHING),
    _text("how", server_default=NOTHING), _to("staff", name="witness_id", optional=True),
    _hash("kpj_hash", optional=True), _sealed("kpj", optional=True), sa.Column("paid_until", sa.Date(), nullable=True),
    _at("noticed_at", optional=True), _at("erase_asked_at", optional=True), _at("erase_seen_at", optional=True), _at("created_at"),
    _at("updated_at"), sa.UniqueConstraint("talk_id", "draft", "item"), sa.UniqueConstraint("number_hash"), sa.Index(None, "status", "id"),
    sa.Index(None, "talk_id", "draft", "id"), sa.Index(None, "kpj_hash"), sa.Index(None, "paid_until"))

# The words of a member's name, so that staff find who has nothing but a name; gone with the enrolment.
name_word = _table(
    "name_word", _to("enrolment", index=False), _hash("hash"), sa.UniqueConstraint("enrolment_id", "hash"),
    sa.Index(None, "hash", "enrolment_id"))

# Who among the staff answers which matters; matters: their codes, behind one another.
team = _table("team", _text("name"), _text("matters", 200), sa.UniqueConstraint("name"))

# What waits for staff. The lease is the officer's who has it: a shut laptop gives it back. team: to whom it was handed over; else whoever
# answers its matter.
case = _table(
    "case", _to("talk"), _text("draft", 12), _text("reason"), _text("matter", server_default="other"), _to("team", optional=True),
    sa.Column("urgent", sa.Boolean(), nullable=False),
    _text("status"), _text("language", 8, server_default="id"), _sealed("note", optional=True), _to("staff", optional=True),
    _at("leased_until", optional=True), _at("promised_at", optional=True), _at("answered_at", optional=True),
    _at("created_at"), _at("closed_at", optional=True), sa.Index(None, "status", "urgent", "created_at"))

# What staff write for each other, never for the person.
note = _table("note", _to("case"), _to("staff"), _sealed("body"), _at("created_at"))

# A yes that one talk waits for and another gives: the code that is sent on, what it binds to (facts), what there is to agree to (body).
invitation = _table(
    "invitation", _to("talk", index=False), _text("facts"), _text("status"), _hash("code_hash"), _sealed("code"), _sealed("body"),
    _to("talk", name="answered_by", optional=True), _at("expires_at"), _at("created_at"),
    sa.UniqueConstraint("talk_id", "facts"), sa.UniqueConstraint("code_hash"), sa.Index(None, "status"))

# code: the secret of the one-time codes; code_step: the last one used, which is used up. account: the e-mail or number under which the
# provider of single sign-on knows them, as an admin entered it; subject_hash: who there has first signed in with it, and no other since.
staff = _table(
    "staff", _text("login"), _text("role"), _text("password", 200), _sealed("code", optional=True), _count("code_step"),
    _count("tries"), _at("locked_until", optional=True), _to("team", optional=True), _sealed("account", optional=True),
    _hash("account_hash", optional=True), _hash("subject_hash", optional=True), _at("left_at", optional=True), _at("created_at"),
    _hash("audit_end", optional=True), sa.UniqueConstraint("login"), sa.UniqueConstraint("account_hash"),
    sa.UniqueConstraint("subject_hash"))

# proven: somebody else has asked for a second factor, so ours is not needed.
sign_in = _table(
    "sign_in", _to("staff"), _hash("token_hash"), _flag("proven"), _at("created_at"), _at("seen_at"), sa.UniqueConstraint("token_hash"))

# What officers often say, under a name; matter: where it is offered first.
canned = _table(
    "canned", _text("name"), _text("matter", server_default=NOTHING), _text("words", 1000), sa.UniqueConstraint("name"))

# The hours of the office from a day on, as they are written in OFFICE_HOURS.
office_hours = _table("office_hours", sa.Column("since", sa.Date(), nullable=False), _text("hours", 200), sa.UniqueConstraint("since"))

# A file that staff sent in, to be worked off line by line. terms: what was declared with it. lines, done, refused: how many there are.
batch = _table(
    "batch", _to("staff"), _text("kind"), _text("status"), _sealed("terms"), _count("lines"), _count("done"), _count("refused"),
    _at("created_at"), _at("closed_at", optional=True), sa.Index(None, "status", "id"))

# One row of such a file, by its number there. body: what it says, only until it is done; reason, other: why not, and which other row.
line = _table(
    "line", _to("batch", index=False), _count("number"), _text("status"), _text("reason"), _count("other"), _sealed("body", optional=True),
    _to("enrolment", optional=True), sa.UniqueConstraint("batch_id", "number"), sa.Index(None, "batch_id", "status", "number"))

# Days on which the office is open or closed against what the calendar says.
office_day = _table(
    "office_day", sa.Column("day", sa.Date(), nullable=False), sa.Column("closed", sa.Boolean(), nullable=False), _text("name", 80),
    sa.UniqueConstraint("day"))

# Proof of a yes: to which words, in which version and language, by which message. how, witness: as of an enrolment.
consent = _table(
    "consent", _to("talk"), _text("draft", 12), _text("step", 80), _text("version"), _text("language", 8), _text("facts"),
    _to("message", name="asked_id", optional=True), _to("message", name="given_id"), _at("withdrawn_at", optional=True),
    _text("how", server_default=NOTHING), _to("staff", name="witness_id", optional=True), _at("created_at"))

# What was erased or withdrawn when, in numbers: nothing in it is about anybody. kept: enrolments that staff have to see to.
certificate = _table(
    "certificate", _to("talk"), _text("number", 12), _text("what"), _count("drafts"), _count("messages"), _count("notes"), _count("kept"),
    _at("created_at"), sa.UniqueConstraint("number"))

# What reports count; no personal data, and a draft's random id is the only thread. Every turn writes some, so they stand in one tree.
event = sa.Table(
    "event", metadata, _at("created_at"), sa.Column("id", sa.Uuid(as_uuid=False), nullable=False), _text("what"), _text("flow"),
    _text("step"), _text("code"), _text("channel"), _text("language", 8), sa.Column("draft_id", sa.Uuid(as_uuid=False), nullable=True),
    sa.PrimaryKeyConstraint("created_at", "id"), sqlite_with_rowid=False)

# How often something happened on a day, added up from events: what reports read. split, part: what it is told apart by, and which.
tally = _table(
    "tally", sa.Column("day", sa.Date(), nullable=False), _text("what"), _text("flow"), _text("step"), _text("split"), _text("part"),
    _count("count"), sa.UniqueConstraint("what", "day", "flow", "step", "split", "part"))

# Until when that was done.
watermark = _table("watermark", _text("name"), _at("until"), sa.UniqueConstraint("name"))

# Messages that nobody understood; staff read their words masked, and learn what people ask.
unheard = _table("unheard", _to("message"), _at("created_at"), sa.Index(None, "created_at"))

# What supervisors say that somebody meant: masked words for the phrases that are learnt from.
phrase = _table("phrase", _text("intent"), _text("words", 200), _to("staff"), _at("created_at"), sa.UniqueConstraint("words"))

# How often somebody knocked at a door, or tried to sign in, since a span began. Who: a keyed hash; gone when the span is over.
allowance = _table(
    "allowance", _hash("who_hash"), _count("count"), _at("ends_at"), sa.UniqueConstraint("who_hash"), sa.Index(None, "ends_at"))

# Senders that are at work, each by its host and process.
sender = _table("sender", _text("name", 120), _at("beat_at"), sa.UniqueConstraint("name"))

# Append-only, chained per talk; what staff do outside any talk is chained per member of staff. origin: the address it came from.
audit = _table(
    "audit", _to("talk", optional=True, index=False), _to("staff", optional=True, index=False), _count("seq"), _text("who", 80),
    _text("what"), _text("subject", 120), _text("origin", 45, server_default=NOTHING), _at("created_at"),
    sa.Column("before", sa.LargeBinary(32), nullable=False), sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.UniqueConstraint("talk_id", "seq"), sa.UniqueConstraint("staff_id", "seq"), sa.Index(None, "who", "id"))
