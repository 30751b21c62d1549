"""Texts into words: a person's language, rupiah, days and months, by Babel."""
from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from bot.rules.months import Month
from bot.texts import Rupiah, Text, Value

LOCALES = Path(__file__).parent.parent / "locales"
LANGUAGES = ("id", "en")


class Speech:
    """Says texts in every language there is a catalog for."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._folder = folder
        self._catalogs: Mapping[str, NullTranslations] = {language: _catalog(folder, language) for language in LANGUAGES}

    def say(self, text: Text, language: str) -> str:
        """Render a text; an unknown language is Indonesian."""
        catalog = self._catalogs.get(language) or self._catalogs["id"]
        words = catalog.gettext(text.msgid) if text.msgid else ""
        return words % {name: self._value(value, language) for name, value in text.values} if text.values else words

    def missing(self, language: str) -> list[str]:
        """The msgids that a language has no words for yet, or only doubtful ones."""
        with (self._folder / language / "LC_MESSAGES" / "bot.po").open("rb") as source:
            return [str(message.id) for message in read_po(source, locale=language) if message.id and (not message.string or message.fuzzy)]

    def _value(self, value: Value, language: str) -> str:
        match value:
            case Text():
                return self.say(value, language)
            case tuple():
                return "\n".join(self._value(item, language) for item in value)
            case Rupiah():
                return _rupiah(int(value))
            case Month():
                return _day(value.first, "MMM yyyy", language)
            case date():
                return _day(value, "d MMMM yyyy", language)
            case int():
                return _number(int(value), language)
        return str(value)


@lru_cache(4096)
def _day(value: date, pattern: str, language: str) -> str:
    return str(format_date(value, pattern, locale=language))


@lru_cache(4096)
def _number(value: int, language: str) -> str:
    return str(format_decimal(value, locale=language))


@lru_cache(4096)
def _rupiah(amount: int) -> str:
    """Always as Indonesians write it, also in English: Rp16.800."""
    return str(format_currency(amount, "IDR", format="¤#,##0", currency_digits=False, locale="id_ID"))


def _catalog(folder: Path, language: str) -> GNUTranslations:
    """Compile a catalog in memory, so that none is ever older than its source."""
    with (folder / language / "LC_MESSAGES" / "bot.po").open("rb") as source:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
