"""The 514 kabupaten and kota, found by name, other name or a near spelling."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.answers.spelling import Token, single, words
from bot.answers.tables import rows, toml

NEAR = 88           # percent of letters alike: palembag, surabya; below it places begin to be taken for one another
SHORTEST = 6        # letters; shorter names are too near to ordinary words to guess
MOST_WORDS = 5

_data = toml("places")
KOTA, KABUPATEN = frozenset(_data["kota"].split()), frozenset(_data["kabupaten"].split())
_kinds = {"Kota": "kota", "Kabupaten": "kabupaten"}


class Region(NamedTuple):
    """A regency at tokens[first:last]; exact unless its spelling was only near."""

    first: int
    last: int
    code: str
    exact: bool


NAMES = {row["code"]: row["name"] for row in rows("regencies")}
REGENCIES = {code: name for code, name in NAMES.items() if len(code) == 4}


def _spellings(name: str) -> set[str]:
    """Join a name's words; a long one may lose a double letter, Barru may not: "baru" is a word."""
    joined = "".join(token.word for token in words(name))
    return {joined, single(joined)} if len(single(joined)) >= SHORTEST else {joined}


def _codes() -> dict[str, dict[str, str]]:
    """Give for each bare name its kabupaten and its kota."""
    found: dict[str, dict[str, str]] = {}
    for code, name in REGENCIES.items():
        kind, _space, bare = name.replace("Administrasi ", "").partition(" ")
        for spelt in _spellings(bare) | _spellings(bare.removeprefix("Kepulauan ")):
            found.setdefault(spelt, {}).setdefault(_kinds[kind], code)
    by_name = {name: code for code, name in REGENCIES.items()}
    for row in rows("aliases"):
        for spelt in _spellings(row["alias"]):
            found.setdefault(spelt, {})[_kinds[row["name"].split()[0]]] = by_name[row["name"]]
    return found


_known = _codes()
_long = [name for name in _known if len(name) >= SHORTEST]


def region(said: Sequence[Token], first: int, *, near: bool = False) -> Region | None:
    """Read the regency that begins at this token, the longest name first.

    Where a kota and a kabupaten share a name and neither is said, it is the kota; it is told back with its kind.
    """
    kind, start = "", first
    if start < len(said) and said[start].word in KOTA | KABUPATEN:
        kind = "kota" if said[start].word in KOTA else "kabupaten"
        start += 1
        if start < len(said) and said[start].word == ".":
            start += 1
    for last in range(min(len(said), start + MOST_WORDS), start, -1):
        name = _name(said[start:last])
        if name and (codes := _known.get(name) or _known.get(single(name) if len(name) > SHORTEST else "")):
            return Region(first, last, _choose(codes, kind), True)
    if near:
        for last in range(min(len(said), start + 3), start, -1):
            name = _name(said[start:last])
            if len(name) >= SHORTEST and (best := process.extractOne(name, _long, scorer=fuzz.ratio, score_cutoff=NEAR)):
                return Region(first, last, _choose(_known[best[0]], kind), False)
    return None


def _name(said: Sequence[Token]) -> str:
    """Join words to a name; a name has no comma in it, and only Toli-Toli has a dash."""
    if not said or not said[-1].word[0].isalpha() or any(not token.word.isalpha() and token.word not in "-'" for token in said):
        return ""
    return "".join(token.word for token in said if token.word.isalpha())


def _choose(codes: dict[str, str], kind: str) -> str:
    return codes.get(kind) or codes.get("kota") or codes["kabupaten"]
