"""What a talk has left in the database, in words."""
from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.nlu import masked
from storage import Vault, messages, records, staff
from storage.tables import case, certificate, consent, enrolment, member, message
from storage.talks import Talk


def rows(connection: Connection, vault: Vault, talk: Talk) -> list[str]:
    """Every row that a reader of the chat would ask about."""
    lines = [*_drafts(talk), *_enrolments(connection, vault, talk), *_few(connection, vault, talk), *_unheard(connection, vault)]
    emptied = sa.select(sa.func.count()).select_from(message).where(message.c.talk_id == talk.id, message.c.body.is_(None))
    empty = connection.execute(emptied).scalar()
    return [f"  {line}" for line in [*lines, *([f"pesan dikosongkan: {empty}"] if empty else [])]] or ["  tidak ada"]


def _unheard(connection: Connection, vault: Vault) -> Iterator[str]:
    yield from (f"tidak dipahami, tersamar: {masked(text)}" for _id, _at, text in reversed(records.all_unheard(connection, vault)))


def _drafts(talk: Talk) -> Iterator[str]:
    for draft in (*talk.state.locked, *talk.state.drafts):
        where = " (di depan)" if draft.id == talk.state.front else " (terkunci)" if draft in talk.state.locked else ""
        yield f"formulir {draft.id}: {draft.flow}{where}"
        yield from (f"  {path} = {_short(value)} ({by})" for path, (value, by) in draft.saved.items())
        yield from (f"  disisihkan: {path} = {_short(value)}" for path, (value, _by) in draft.aside.items())


def _short(value: str) -> str:
    """A digest of what was agreed to says nothing to a reader."""
    return "setuju" if len(value) == 12 and all(c in "0123456789abcdef" for c in value) else value


def _enrolments(connection: Connection, vault: Vault, talk: Talk) -> Iterator[str]:
    found = sa.select(enrolment, member.c.nik_hash).join(member).where(enrolment.c.talk_id == talk.id).order_by(enrolment.c.created_at)
    for row in connection.execute(found).mappings():
        form = msgspec.json.decode(vault.open(row["body"], "enrolment", "body", row["id"]))
        assert row["nik_hash"] == vault.hash("nik", form["nik"])
        number = vault.open(row["number"], "enrolment", "number", row["id"])
        asked = ", sudah dimintakan penghapusan" if row["erase_seen_at"] else ", minta dihapus" if row["erase_asked_at"] else ""
        asked += _witnessed(connection, row)
        yield f"pendaftaran: {row['kind']}, {row['status']}, dana {row['funds']}, tanda terima {number}{asked}"
        yield from (f"  {name} = {_plain(value)}" for name, value in form.items())


def _witnessed(connection: Connection, row: sa.RowMapping) -> str:
    how = {"": "", "spoken": "lisan", "signed": "tertulis"}[row["how"]]
    return f", {how} di loket di depan {staff.login(connection, row['witness_id'])}" if how else ""


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(f"({_plain(item)})" if isinstance(item, list) else _plain(item) for item in value)
    return str(value)


def _few(connection: Connection, vault: Vault, talk: Talk) -> Iterator[str]:
    for row in connection.execute(sa.select(consent).where(consent.c.talk_id == talk.id).order_by(consent.c.id)).mappings():
        version = f" versi {row['version']}" if row["version"] else ""
        gone = (", ditarik" if row["withdrawn_at"] else "") + _witnessed(connection, row)
        yield f"bukti persetujuan: formulir {row['draft']}, {row['step']}{version}, bahasa {row['language']}{gone}"
    for row in connection.execute(sa.select(case).where(case.c.talk_id == talk.id).order_by(case.c.created_at)).mappings():
        yield f"kasus: {row['reason']}{' (darurat)' if row['urgent'] else ''}, {row['status']}"
        if row["note"]:
            yield f"  {vault.open(row['note'], 'case', 'note', row['id'])}"
    for row in connection.execute(sa.select(certificate).where(certificate.c.talk_id == talk.id).order_by(certificate.c.id)).mappings():
        yield (f"bukti {row['number']}: {row['what']}, formulir {row['drafts']}, pesan {row['messages']}, catatan {row['notes']}, "
               f"di petugas {row['kept']}")
    heard = sa.select(message).where(message.c.talk_id == talk.id, message.c.way == "in", message.c.body.is_not(None))
    files = [row for row in connection.execute(heard).mappings() if messages.opened(vault, row).body.file]
    yield from ("foto: disimpan untuk petugas" for _file in files)
