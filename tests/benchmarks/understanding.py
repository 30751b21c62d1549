"""How well a first message is understood: on the phrases learnt from, by cross-validation, and on the half held out."""
from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable

from bot.nlu import recognise, understand
from bot.nlu.model import Example, examples, learn
from bot.nlu.recognition import DOUBT, HEAT, SURE, Recognition, decide
from tests.nlu.figures import crossed, heated, heldout, shares, verdict

Judged = list[tuple[Example, Recognition]]


def measured() -> Judged:
    """Recognise the half held out."""
    return [(phrase, recognise(phrase.text)) for phrase in heldout()]


def line(name: str, verdicts: Iterable[str], count: int) -> str:
    got = shares(verdicts)
    return (f"  {name:34} {count:5}   right {got['right']:6.1%}   right or offered {got['right'] + got['offered']:6.1%}   "
            f"taken for nothing {got['lost']:6.1%}   wrong, unasked {got['wrong']:6.1%}")


def tables(judged: Judged) -> Iterable[str]:
    known = {phrase.text for phrase in examples()}
    crossing = [verdict(meant, decide(heated(likely, HEAT), SURE, DOUBT)) for meant, likely in crossed()]
    new = [pair for pair in judged if pair[0].text not in known]
    yield line("learnt from, cross-validated", crossing, len(crossing))
    for name, pairs in (("held out", judged), ("held out, no phrase in both halves", new)):
        yield line(name, (verdict(phrase.intent, found) for phrase, found in pairs), len(pairs))
        first = sum(phrase.intent == found.intent for phrase, found in pairs) / len(pairs)
        yield f"  {'':34}         first choice, asked or not {first:.1%}"
    yield "  Both halves are by one author, the held-out one first; a stranger's messages will be understood less well.\n"
    for intent in dict.fromkeys(phrase.intent for phrase, _found in judged):
        pairs = [pair for pair in judged if pair[0].intent == intent]
        mistaken = Counter(found.intent + "?" * found.asks for _phrase, found in pairs if found.intent != intent)
        confused = ", ".join(f"{name} {count}" for name, count in mistaken.most_common())
        yield f"{line(intent, (verdict(intent, found) for _phrase, found in pairs), len(pairs))}   {confused}"


def main() -> None:
    """Print the table; an intent with "?" was only offered."""
    began = time.perf_counter()
    learn(examples())
    print(f"  learns from {len(examples())} phrases in {time.perf_counter() - began:.2f} s, its libraries' loading counted")
    texts = [phrase.text for phrase in heldout()]
    understand(texts[0])
    began = time.perf_counter()
    for text in texts:
        understand(text)
    print(f"  understands a message in {(time.perf_counter() - began) / len(texts) * 1e6:.0f} µs")
    print("\n".join(tables(measured())))
