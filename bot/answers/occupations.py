"""The work people do, found by what they call it."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from bot.answers.spelling import OWN, POLITE, Phrases, distinct, only, tokens
from bot.answers.tables import phrases, toml
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.engine.messages import Choice
from bot.texts import Text, _

OTHER = "lain"                  # chosen by its button only
WAGE_EARNER = "wage_earner"
NEAR, SURE = 85, 92             # percent of letters alike; from SURE on a spelling needs no reading back


class Occupation(NamedTuple):
    """A kind of work; sector is what PP 50/2025 goes by."""

    code: str
    label: Text
    sector: Literal["transport", "other"]


_data = toml("occupations")
AROUND = frozenset(_data["around"].split())
OCCUPATIONS = {row["code"]: Occupation(row["code"], Text(row["label"]), row["sector"]) for row in _data["occupation"]}
OCCUPATIONS[OTHER] = Occupation(OTHER, _("Other work"), "other")


def _words(key: str) -> dict[str, str]:
    return {phrase: row["code"] for row in _data["occupation"] for phrase in phrases(row.get(key, ""))}


_wage = dict.fromkeys(phrases(_data["wage_earner"]), WAGE_EARNER)
_codes = {code.replace("_", " "): code for code in OCCUPATIONS if code != OTHER}
_sure = {phrase: code for phrase, code in _codes.items() if " " in phrase} | _words("said") | _wage
_every = _codes | _words("asked") | _sure
_known = Phrases(_sure)
_asked = Phrases(_every)


def sector(code: str) -> Literal["transport", "other"]:
    return OCCUPATIONS[code].sector


class Work(Kind[str]):
    """The code of an occupation; who works for wages has an employer to enrol him, and is told so."""

    choices = tuple(Choice(code, OCCUPATIONS[code].label) for code in [*_data["common"].split(), OTHER])

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        said = [token for token in tokens(text.replace("_", " ")) if token.word != "-"]      # kuli_angkut, jibu-jibu
        hits = [(match, Sure.ALONE) for match in _known.find(said)]
        hits += [(match, Sure.ASKED) for match in _asked.find(said) if only(said, match.first, match.last, but=AROUND)]
        found = [Found(said[match.first].start, said[match.last - 1].end, match.value, sure)
                 for match, sure in hits if match.value != WAGE_EARNER]
        yield from distinct(sorted(found, key=lambda hit: (-hit.sure, hit.start - hit.end)))
        if not hits and (near := _near(text)):
            yield Found(0, len(text), *near)

    def wrong(self, text: str, today: date) -> Refusal:
        if any(match.value == WAGE_EARNER for match in _asked.find(tokens(text))):
            return Refusal(WAGE_EARNER, _("Your employer should enrol you. Do you also have work of your own, like jualan or ojek?"))
        return Refusal("occupation", _("I do not know that work yet. Please write it like tukang kayu, or choose one of these."))

    def load(self, saved: str) -> str:
        if saved not in OCCUPATIONS:
            raise ValueError(saved)
        return saved

    def say(self, value: str) -> Text:
        return OCCUPATIONS[value].label


def _near(text: str) -> tuple[str, Sure] | None:
    """Guess a misspelt occupation when a message is nothing else."""
    said = " ".join(token.word for token in tokens(text) if token.spoken and token.word not in AROUND | POLITE | OWN)
    best = process.extractOne(said, _every.keys(), scorer=fuzz.ratio, score_cutoff=NEAR) if 5 <= len(said) <= 40 else None
    if not best or _every[best[0]] == WAGE_EARNER:
        return None
    return _every[best[0]], Sure.ASKED if best[1] >= SURE else Sure.MAYBE
