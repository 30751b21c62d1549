"""What Telegram posts, or gives to a poll: what somebody said in private."""
from __future__ import annotations

from typing import Any

from telegram import Message, Update

from bot.engine.messages import Tap, clean
from bot.handlers.channel import Inbound

NAME = "telegram"
MEDIA = {"photo": "photo", "voice": "voice", "audio": "voice", "video_note": "video", "video": "video", "animation": "video",
         "sticker": "sticker", "location": "location", "contact": "contact", "document": "document"}


def read(payload: dict[str, Any], account: str) -> Inbound | None:
    """Read an update; None where nobody said anything to us in private. ValueError for what is no update."""
    return heard(parse(payload), account)


def parse(payload: object) -> Update:
    """Read an update; ValueError for what is none."""
    if not isinstance(payload, dict) or type(payload.get("update_id")) is not int:
        raise ValueError("An update is one JSON object with a whole number as its update_id.")
    try:
        return Update.de_json(payload, None)
    except Exception as error:      # whatever the library trips over
        raise ValueError(f"Update {payload['update_id']} is not as Telegram writes them: {type(error).__name__}.") from error


def heard(update: Update, account: str) -> Inbound | None:
    """What somebody said in private. An edited message is a correction; a live location is edited every few seconds."""
    id = str(update.update_id)
    if query := update.callback_query:
        stamp, _colon, choice = clean(query.data or "").partition(":")
        chat, tap = query.message and query.message.chat, Tap(stamp, choice or "?")     # none of ours is one from an earlier question
        return Inbound(NAME, account, str(chat.id), id, tap=tap) if chat and chat.type == "private" else None
    message = update.message or update.edited_message
    if not message or message.chat.type != "private":
        return None
    text, (media, file) = _text(message), _media(message)
    if message.contact and message.from_user and message.contact.user_id == message.from_user.id:
        text, media = "+" + "".join(filter(str.isdigit, message.contact.phone_number)), ""      # their own number, as if written
    is_said = text if update.edited_message else text or media or message.text
    return Inbound(NAME, account, str(message.chat.id), id, text, media=media, file=file) if is_said else None


def _text(message: Message) -> str:
    """What was written; of a command its words, of /start the code it brought along, and without one it is a greeting."""
    text = message.text or message.caption or ""
    if not text.startswith("/"):
        return text
    command, _space, rest = text[1:].partition(" ")
    name = command.partition("@")[0]
    return f"{name} {rest}".strip() if name != "start" else f"kode {rest}" if rest.strip() else "halo"


def _media(message: Message) -> tuple[str, str]:
    """What came instead of words, and the file to fetch it by; nothing for a service message, which nobody wrote."""
    is_new = not message.text and (message.effective_attachment or message.api_kwargs)      # of a kind that came after this file
    for kind, media in MEDIA.items():
        if sent := getattr(message, kind):
            return media, getattr(sent[-1] if kind == "photo" else sent, "file_id", "")     # the last size is the largest
    return ("other" if is_new else ""), ""
