"""Where somebody lives: a village and the kabupaten or kota it lies in."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from bot.answers.addresses import JAKARTA, LONGEST, VILLAGE, Place, bare, led, of_jakarta, only_broad, village_in, whole
from bot.answers.regencies import REGENCIES
from bot.answers.spelling import asks, distinct, tokens
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _


@lru_cache(4)       # several questions are about places
def _places(text: str) -> tuple[Found[Place], ...]:
    said = of_jakarta(tokens(text))
    hits = [*led(said), *whole(said, text), *bare(said)]
    return tuple(distinct(sorted(hits, key=lambda hit: (hit.sure is Sure.MAYBE, not hit.value.village, -hit.sure, hit.start - hit.end))))


class Home(Kind[Place]):
    """Known alone where the text says that it is a place and its regency is known."""

    def find(self, text: str, today: date) -> Iterator[Found[Place]]:
        yield from _places(text)

    def wrong(self, text: str, today: date) -> Refusal:
        asked = _("Where do you live? Please write the village and kabupaten or kota, like: Plaju, Palembang.")
        return _broad(text) or Refusal("place", asked)

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
        return _broad(text) or Refusal("regency", _("I do not know that kabupaten or kota. Please write it like: Kota Palembang."))

    def load(self, saved: str) -> str:
        if saved not in REGENCIES:
            raise ValueError(saved)
        return saved

    def say(self, value: str) -> str:
        return REGENCIES[value]


def _broad(text: str) -> Refusal | None:
    """Ask on where only a province is named, or Jakarta."""
    said = tokens(text)
    if not {token.word for token in said}.isdisjoint(JAKARTA):
        return Refusal("place_jakarta", _("Which part of Jakarta is that? Please write it like: Jakarta Pusat."))
    if only_broad(said):
        return Refusal("place_broad", _("Which kabupaten or kota is that in? Please write it like: Plaju, Palembang."))
    return None


class Village(Kind[str]):
    """A desa or kelurahan, known for one only behind such a word."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        said = tokens(text)
        if village := "" if asks(text) or only_broad(said) else village_in(said, 0, len(said)):
            marked = any(token.word in VILLAGE for token in said)
            yield Found(0, len(text), village, Sure.ASKED if marked else Sure.MAYBE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("village", _("Please write the name of the desa or kelurahan, like: Plaju Ilir."))

    def load(self, saved: str) -> str:
        if not saved or len(saved) > LONGEST:
            raise ValueError(saved)
        return saved
