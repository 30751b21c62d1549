"""Turns without end over all conversations, guided by what is new: `python -m tests.chaos.turns [--turns N] [--seed N]`.

Scripts that lead somewhere new (other words in another form, another effect) are kept and changed further. Each turn is checked by the chat
itself: never silent, never two prompts, no yes but to what was shown, what is stored reads back the same. A script that breaks one is
printed and ends the run with 1.
"""
from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from random import Random
from secrets import randbelow
from typing import Any

from bot.engine.messages import Say
from bot.nlu.model import examples
from tests.engine.scripts import NASTY
from tests.flows.test_properties import WALKS, WORDS
from tests.flows.worker import act, worker

LONGEST = 40        # acts of a script
MEDIA = ("photo", "sticker", "voice", "location", "contact")
Act = tuple[str, Any]


class Explorer:
    """Keeps the scripts that led somewhere new."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.phrases = [example.text for example in examples()]
        self.corpus: list[list[Act]] = [[("hear", text) for text in walk] for walk in WALKS.values() if walk]
        self.seen: Counter[str] = Counter()
        self.turns = 0

    def explore(self, turns: int) -> tuple[int, int, int, str]:
        """Go on until so many turns are done; give them, what was seen, how many scripts were kept, and what broke."""
        while self.turns < turns:
            script = self._changed()
            try:
                new = self._run(script)
            except Exception as error:      # whatever it is, it is what we look for
                return self.turns, len(self.seen), len(self.corpus), f"{type(error).__name__} {error}\n{script!r}"
            if new:
                self.corpus.append(script)
        return self.turns, len(self.seen), len(self.corpus), ""

    def _run(self, script: list[Act]) -> bool:
        chat, new = worker([]), False
        for what, arg in script:
            self.turns += len(arg) if what == "burst" else 1
            heard, before = len(chat.accepted), len(chat.effects)
            act(chat, what, arg)
            front = next((draft.flow for draft in chat.state.drafts if draft.id == chat.state.front), "")
            marks = [*(_mark(front, say) for say in chat.accepted[heard:]),
                     *(f"{front} {type(effect).__name__}" for effect, _shown in chat.effects[before:])]
            new |= any(mark not in self.seen for mark in marks)
            self.seen.update(marks)
        return new

    def _changed(self) -> list[Act]:
        random, script = self.random, list(self.random.choice(self.corpus))
        for _change in range(random.randint(1, 4)):
            at = random.randint(0, len(script))
            match random.randrange(5):
                case 0:
                    script[at:at + 1] = []
                case 1:
                    other = random.choice(self.corpus)
                    script[at:] = other[random.randrange(len(other) + 1):]
                case _:
                    script[at:at + random.randrange(2)] = [self._act()]
        return script[:LONGEST] or [self._act()]

    def _act(self) -> Act:
        random = self.random
        match random.randrange(12):
            case 0:
                return "tap", random.randrange(40)
            case 1:
                return "later", random.choice((1, 30, 24 * 45, 24 * 200))
            case 2:
                return "media", random.choice(MEDIA)
            case 3:
                return "burst", [self._text() for _n in range(random.randint(1, 3))]
            case _:
                return "hear", self._text()

    def _text(self) -> str:
        random = self.random
        text = random.choice((random.choice(WORDS), random.choice(self.phrases), random.choice(self.phrases), random.choice(NASTY)))
        match random.randrange(8):
            case 0:
                return f"{text} {random.choice(WORDS)}"
            case 1:
                at = random.randint(0, len(text))
                return text[:at] + chr(random.choice((random.randrange(32, 127), random.randrange(0x110000)))) + text[at:]
            case 2:
                return text[:random.randint(0, len(text))]
            case _:
                return text


def _mark(front: str, say: Say) -> str:
    return f"{front} {say.text.msgid}"


def explored(seed: int, turns: int) -> tuple[int, int, int, str]:
    return Explorer(seed).explore(turns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=randbelow(10**6))
    asked = parser.parse_args()
    many, began = os.cpu_count() or 1, time.monotonic()
    with ProcessPoolExecutor(many) as pool:
        done = list(pool.map(explored, range(asked.seed, asked.seed + many), [asked.turns // many] * many))
    broken = [why for *_counts, why in done if why]
    print(f"seed {asked.seed}: {sum(turns for turns, *_rest in done):,} turns in {time.monotonic() - began:.0f} s, "
          f"{max(seen for _turns, seen, *_rest in done):,} different outcomes, {sum(kept for _t, _s, kept, _why in done):,} scripts kept")
    print("\n".join(broken) or "nothing broke")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
