"""How well a first message is understood: phrases learnt from, by cross-validation, and phrases only measured with."""
from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot.nlu import recognise, understand
from bot.nlu.model import ANSWER, asked, examples, learn
from bot.nlu.recognition import DOUBT, HEAT, SURE, Recognition, decide
from tests.nlu.figures import APART, FIRST, Held, crossed, first_message, heated, heldout, labelled_twice, shares, verdict

Judged = list[tuple[Held, Recognition]]
WORST = 10


def measured(phrases: Iterable[Held]) -> Judged:
    return [(phrase, recognise(phrase.text)) for phrase in phrases]


def line(name: str, verdicts: Iterable[str], count: int) -> str:
    got = shares(verdicts)
    return (f"  {name:34} {count:5}   right {got['right']:6.1%}   right or offered {got['right'] + got['offered']:6.1%}   "
            f"taken for nothing {got['lost']:6.1%}   answered beside it {got['beside']:6.1%}   wrong flow, unasked {got['wrong']:6.1%}")


def _line(name: str, judged: Judged) -> str:
    first = sum(found.intent in phrase.intents for phrase, found in judged) / len(judged)
    verdicts = (verdict(phrase.intents, found) for phrase, found in judged)
    return f"{line(name, verdicts, len(judged))}   first choice, asked or not {first:6.1%}"


def by(name: str, judged: Judged, key: Callable[[Held], str]) -> Iterator[str]:
    """Give a line for each intent, or each region."""
    yield f"\n  {name}"
    for value in dict.fromkeys(key(phrase) for phrase, _found in judged):
        yield _line(value or "(plain)", [pair for pair in judged if key(pair[0]) == value])


def confusions(judged: Judged) -> Iterator[str]:
    """Give the table of what was meant and what was found first, and the worst of it."""
    mistaken = Counter((phrase.intents[0], found.intent) for phrase, found in judged if found.intent not in phrase.intents)
    unasked = Counter((phrase.intents[0], found.intent) for phrase, found in judged if verdict(phrase.intents, found) == "wrong")
    names = list(dict.fromkeys(phrase.intents[0] for phrase, _found in judged))
    right = Counter(phrase.intents[0] for phrase, found in judged if found.intent in phrase.intents)
    yield "\n  meant (down) and found first (across), by the first letters"
    yield f"  {'':18}" + "".join(f"{name[-5:]:>6}" for name in names)
    for meant in names:
        yield f"  {meant:18}" + "".join(f"{(right[meant] if meant == found else mistaken[meant, found]) or '.':>6}" for found in names)
    yield f"\n  the {WORST} worst confusions: meant, found, times, of those without asking"
    for (meant, found), times in mistaken.most_common(WORST):
        yield f"  {meant:18} {found:18} {times:4} {unasked[meant, found]:4}"


def agreement() -> Iterator[str]:
    """Set what a second person says of the same phrases beside what the model says of them."""
    twice = labelled_twice()
    people = sum(not first.isdisjoint(second) for _text, first, second in twice) / len(twice)
    found = [recognise(text).intent for text, _first, _second in twice]
    model = sum(intent in first for (_text, first, _second), intent in zip(twice, found, strict=True)) / len(twice)
    either = sum(intent in first | second for (_text, first, second), intent in zip(twice, found, strict=True)) / len(twice)
    yield (f"\n  {len(twice)} labelled by a second person who did not see the first labels: the two agree on {people:.1%}; "
           f"the model's first choice agrees with the first on {model:.1%}, with one of them on {either:.1%}")


def tables() -> Iterable[str]:
    first_messages = [(meant, first_message(heated(likely, HEAT))) for meant, likely in crossed() if ANSWER not in meant]
    crossing = [verdict(meant, decide(likely, SURE, DOUBT)) for meant, likely in first_messages]
    apart, first = measured(heldout(APART)), measured(heldout(FIRST))
    yield line("learnt from, cross-validated", crossing, len(crossing))
    yield _line("held out, by an author apart", apart)
    yield _line("held out, by the first author", first)
    yield "  Phrases that are in both halves are left out. The author apart had read none of the phrases that are learnt from."
    yield from agreement()
    yield from by("by intent", apart, lambda phrase: phrase.intents[0])
    yield from by("by the words of a region", apart, lambda phrase: phrase.region)
    yield from confusions(apart)


def main() -> None:
    """Print the tables."""
    began = time.perf_counter()
    learn([*examples(), *asked()])
    print(f"  learns from {len(examples())} phrases in {time.perf_counter() - began:.2f} s, its libraries' loading counted")
    texts = [phrase.text for phrase in heldout(FIRST)]
    understand(texts[0])
    began = time.perf_counter()
    for text in texts:
        understand(text)
    print(f"  understands a message in {(time.perf_counter() - began) / len(texts) * 1e6:.0f} µs")
    print("\n".join(tables()))
