"""Words the bot says, kept untranslated until the last moment."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Value = object      # str, int, Rupiah, date, Month, Text, or a tuple of these (one a line)


class Rupiah(int):
    """Whole rupiah, said as `Rp16.800`."""


@dataclass(frozen=True, repr=False)
class Text:
    """A short English msgid with named values; `bot.speech` turns it into a person's language."""

    msgid: str
    values: tuple[tuple[str, Value], ...] = ()

    def __repr__(self) -> str:
        """As dataclasses write it, for what was agreed to is known by it; theirs takes five times as long."""
        return f"Text(msgid={self.msgid!r}, values={self.values!r})"

    def __call__(self, **values: Value) -> Text:
        return Text(self.msgid, tuple(sorted({**dict(self.values), **values}.items())))


def plain(text: Text) -> str:
    """Say a text in its own English, for tests and logs."""
    return text.msgid % {name: _plain(value) for name, value in text.values} if text.values else text.msgid


def _plain(value: Value) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(_plain, value))
    return plain(value) if isinstance(value, Text) else str(value)


_ = Text


COMMA = _("%(first)s, %(rest)s")


def listed(texts: Sequence[Text], by: Text = COMMA) -> Text:
    """Put texts behind one another."""
    first, *rest = texts
    return by(first=first, rest=listed(rest, by)) if rest else first
