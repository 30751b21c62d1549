"""What people sent besides words: fetched from the provider when an officer looks, and kept nowhere."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from bot.desk.access import Role, allow, by, me, refuse
from bot.desk.cases import load
from bot.desk.room import Room
from bot.handlers.channel import Fetching
from bot.handlers.media import Unfetched
from bot.texts import _
from storage import messages

TYPES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n", "image/png"), (b"GIF8", "image/gif"), (b"OggS", "audio/ogg"),
         (b"%PDF-", "application/pdf"))


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the one address."""

    @desk.get("/cases/<uuid:id>/media/<int:seq>")
    @allow(Role.OFFICER)
    def case_media(id: object, seq: int) -> ResponseReturnValue:
        """What the person sent, fetched from the provider now; the type is read off the bytes, and nothing in it can run."""
        here, _case, talk = load(room(), id)
        if talk.state.owner != me().login:
            refuse(403, _("Take the case first: its messages are for who answers them."))
        with here.database.read() as connection:
            sent = next(iter(messages.transcript(connection, here.vault, talk.id, after=seq - 1, limit=1)), None)
        channel = here.outbox.channels.get(talk.at.channel)
        if not sent or sent.seq != seq or not sent.body.file or not isinstance(channel, Fetching):
            refuse(404, _("There is no such file."))
        try:
            data = channel.fetch(sent.body.file)
        except Unfetched:
            refuse(502, _("The file can't be had."))
        with here.conversation.visit(talk.id) as visit:
            visit.note(me().login, "saw a file", str(seq), by().origin)
        return _file(data)


def _file(data: bytes) -> Response:
    kind = next((kind for start, kind in TYPES if data.startswith(start)), "")
    kind = "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else kind
    response = Response(data, content_type=kind or "application/octet-stream")
    response.headers["Content-Disposition"] = "inline" if kind.startswith(("image/", "audio/")) else "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
