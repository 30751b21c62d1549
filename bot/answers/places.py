"""Where somebody lives: a village and the kabupaten or kota it lies in."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from bot.answers.addresses import LONGEST, VILLAGE, Place, bare, led, only_broad, village_in, whole
from bot.answers.regencies import REGENCIES
from bot.answers.spelling import asks, distinct, tokens
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _


@lru_cache(4)       # several questions are about places
def _places(text: str) -> tuple[Found[Place], ...]:
    said = tokens(text)
    hits = [*led(said), *whole(said, text), *bare(said)]
    return tuple(distinct(sorted(hits, key=lambda hit: (hit.sure is Sure.MAYBE, not hit.value.village, -hit.sure, hit.start - hit.end))))


class Home(Kind[Place]):
    """Known alone where the text says that it is a place and its regency is known."""

    def find(self, text: str, today: date) -> Iterator[Found[Place]]:
        yield from _places(text)

    def wrong(self, text: str, today: date) -> Refusal:
        if only_broad(tokens(text)):
            return Refusal("place_broad", _("Which kabupaten or kota is that in? Please write it like: Plaju, Palembang."))
        return Refusal("place", _("Where do you live? Please write the village and kabupaten or kota, like: Plaju, Palembang."))

    def dump(self, value: Place) -> str:
        return f"{value.regency}|{value.village}"

    def load(self, saved: str) -> Place:
        regency, bar, village = saved.partition("|")
        if not bar or (regency and regency not in REGENCIES) or not (regency or village) or len(village) > LONGEST:
            raise ValueError(saved)
        return Place(village, regency)

    def say(self, value: Place) -> str:
        return ", ".join(part for part in (value.village, REGENCIES.get(value.regency, "")) if part)


class Regency(Kind[str]):
    """A kabupaten or kota, by its four-digit code."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for hit in Home().find(text, today):
            if hit.value.regency:
                yield Found(hit.start, hit.end, hit.value.regency, hit.sure)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("regency", _("I do not know that kabupaten or kota. Please write it like: Kota Palembang."))

    def load(self, saved: str) -> str:
        if saved not in REGENCIES:
            raise ValueError(saved)
        return saved

    def say(self, value: str) -> str:
        return REGENCIES[value]


class Village(Kind[str]):
    """A desa or kelurahan, known for one only behind such a word."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        said = tokens(text)
        if village := "" if asks(text) else village_in(said, 0, len(said)):
            marked = any(token.word in VILLAGE for token in said)
            yield Found(0, len(text), village, Sure.ASKED if marked else Sure.MAYBE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("village", _("Please write the name of the desa or kelurahan, like: Plaju Ilir."))

    def load(self, saved: str) -> str:
        if not saved or len(saved) > LONGEST:
            raise ValueError(saved)
        return saved
