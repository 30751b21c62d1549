"""Villages and regencies as written in a message: "di plaju palembang", "kel. Plaju Ilir, kota Palembang"."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.answers.names import titled
from bot.answers.regencies import KABUPATEN, KOTA, Region, region
from bot.answers.spelling import ASKING, COMMANDS, OWN, POLITE, Phrases, Token, asks
from bot.answers.tables import phrases, toml
from bot.engine.kinds import Found, Sure

_data = toml("places")
_leads = Phrases(dict.fromkeys(phrases(_data["lead"]), True))
_broad = Phrases(dict.fromkeys(phrases(_data["broad"]), True))
VILLAGE, WITHIN = frozenset(_data["village"].split()), frozenset(_data["within"].split())
NOT_VILLAGE, NOT_AFTER = frozenset(_data["not_village"].split()), frozenset(_data["not_after"].split())
JAKARTA = frozenset({"jakarta", "jkt", "dki"})        # a province of five kota that everybody calls by its own name
LEADS = frozenset(word for phrase in phrases(_data["lead"]) for word in phrase.split())
INTO = frozenset(_data["into"].split())
AROUND = POLITE | OWN | LEADS
KEPT = frozenset(_data["kept"].split())
HOUSE = frozenset({"rt", "rw", "no", ".", ",", "/", "-"})
NAME = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
MOST_WORDS = 4          # of a village's name
LONGEST = 60


@dataclass(frozen=True)
class Place:
    """A village, and a regency by its four-digit code; either may be empty."""

    village: str
    regency: str


def of_jakarta(said: Sequence[Token]) -> list[Token]:
    """Write Jakarta in one way, and without a comma before it: its parts are known by "tanah abang jakarta"."""
    return [token._replace(word="jakarta") if token.word in JAKARTA else token for token, after in zip_longest(said, said[1:])
            if not (token.word == "," and after and after.word in JAKARTA)]


def led(said: Sequence[Token]) -> Iterator[Found[Place]]:
    """Find "di plaju palembang", "desa latuhalat ambon", "kota palembang"."""
    first = 0
    while first < len(said):
        lead = _leads.at(said, first)
        begin = lead.last if lead else first
        named = said[first].word in VILLAGE | WITHIN | KOTA | KABUPATEN
        if (lead or named) and not (first and said[first - 1].word in NOT_AFTER):
            begin = first if named else begin
            if hit := _reach(said, begin, MOST_WORDS + 6):
                village = village_in(said, begin, hit.first)
                if village or not _words(said, begin, hit.first):
                    last = _past_broad(said, hit.last)
                    yield Found(said[begin].start, said[last - 1].end, Place(village, hit.code), Sure.ALONE)
                    first = last
                    continue
        first = lead.last if lead else first + 1


def _reach(said: Sequence[Token], begin: int, most: int) -> Region | None:
    """Find the regency within a few words of a lead; a sentence's end or a number that is no RT ends the search."""
    for at in range(begin, min(len(said), begin + most)):
        if found := region(said, at):
            later = region(said, found.last) if found.last < len(said) else None
            return later if later and at == begin else found
        if said[at].word in ".;\n" and not (at and said[at - 1].word in VILLAGE | WITHIN | {"rt", "rw"}):
            return None
        if said[at].word in ASKING | COMMANDS | OWN:
            return None
    return None


def whole(said: Sequence[Token], text: str) -> Iterator[Found[Place]]:
    """Take a message that is only a place: "plaju palembang", or at last a village alone."""
    kept = [token for token in said if token.word not in OWN and token.word not in LEADS - KOTA - KABUPATEN]
    if kept and any(token.word in INTO and kept[0].start < token.start for token in said):
        return                                                      # "jualan di solo": what is before "di" is no village
    while kept and (kept[0].word in POLITE or kept[0].word in ",.:"):
        del kept[0]
    while kept and (kept[-1].word in POLITE - {"abang", "mas"} or kept[-1].word in ",.!"):
        del kept[-1]
    if not kept or asks(text) or len(kept) > MOST_WORDS + 6:
        return
    for at in range(len(kept)):
        found = region(kept, at, near=True)
        if not found:
            continue
        later = region(kept, found.last) if found.last < len(kept) and kept[found.last].spoken else None
        found = later if later and later.last == len(kept) else found
        village = village_in(kept, 0, found.first) or village_in(kept, found.last, len(kept))
        if (_past_broad(kept, found.last) == len(kept) and (village or not _words(kept, 0, found.first))) or (not found.first and village):
            yield Found(kept[0].start, kept[-1].end, Place(village, found.code), Sure.ASKED)
            return
    last = next((at for at in range(len(kept)) if only_broad(kept[at:])), len(kept))
    if not only_broad(said) and (village := village_in(kept, 0, last)):
        yield Found(kept[0].start, kept[-1].end, Place(village, ""), Sure.MAYBE)


def bare(said: Sequence[Token]) -> Iterator[Found[Place]]:
    for at in range(len(said)):
        if found := region(said, at):
            yield Found(said[at].start, said[found.last - 1].end, Place("", found.code), Sure.MAYBE)
            return


def _words(said: Sequence[Token], first: int, last: int) -> list[str]:
    return [token.word for token in said[first:last] if token.spoken]


def _past_broad(said: Sequence[Token], last: int) -> int:
    """Step over a province behind a regency: "ambon, maluku"."""
    comma = last < len(said) and said[last].word in ",."
    match = _broad.at(said, last + comma)
    return match.last if match else last + (comma and last + 1 == len(said))


def only_broad(said: Sequence[Token]) -> bool:
    kept = [token for token in said if token.spoken and token.word not in AROUND]
    match = _broad.at(kept, 0)
    return match is not None and match.last == len(kept)


def village_in(said: Sequence[Token], first: int, last: int) -> str:
    """Read a village's name: after "desa" if that is said, up to "kec"; no RT, no number, nothing that is no name."""
    names: list[str] = []
    before = ""
    if first < last and said[last - 1].end - said[first].start > 2 * LONGEST:
        return ""
    for token in said[first:last]:
        if token.word in WITHIN and names:
            break
        if token.word in VILLAGE | WITHIN:
            names = [token.word] if token.word in KEPT else []
        elif not (token.word in HOUSE or (token.word.isdecimal() and before in HOUSE)):
            if not re.fullmatch(NAME, token.word) or token.word in ASKING | COMMANDS | OWN:
                return ""
            if token.word not in NOT_VILLAGE | LEADS and (names or token.word not in POLITE):
                names.append(token.word)
        before = token.word
    name = " ".join(names)
    return titled(name) if 1 < len(name) <= LONGEST and len(names) <= MOST_WORDS else ""
