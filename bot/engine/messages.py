"""What goes into a turn and what comes out of it."""
from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from bot.texts import Text, plain

if TYPE_CHECKING:
    from bot.engine.flows import Flow
    from bot.engine.state import State


def digest(*parts: object) -> str:
    """Name what was shown in six bytes; a button has room for no more."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def clean(text: str) -> str:
    """Take out what no person typed: control, zero-width and direction marks; wide digits become plain."""
    if text.isascii() and text.isprintable():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text).replace("\t", " ")
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()


def words_in(text: str) -> list[str]:
    """Split into words in small letters, a thumbs-up among them."""
    return re.findall(r"\w+|[\U0001F44D\U0001F44E]", text.casefold())


class Tap(NamedTuple):
    """A button, with the stamp of the question it hung under."""

    stamp: str
    choice: str


@dataclass(frozen=True)
class Heard:
    """One message of the person, as every channel reads it."""

    text: str = ""
    tap: Tap | None = None
    media: str = ""         # photo, voice, sticker, location, contact, ...
    after: str = ""         # stamp of the newest prompt accepted before this was written; "" if staff spoke since
    echo: bool = False      # the same words or tap had already come after that very prompt


class Choice(NamedTuple):
    """A button: a value of the step asked, or a command."""

    id: str
    label: Text


@dataclass(frozen=True)
class Say:
    """One bubble. A prompt asks and is voided when an officer takes over; a notice tells and never is."""

    text: Text
    told: tuple[Text, ...] = field(default=(), kw_only=True)    # above the text; kept when a newer prompt takes this one's place unsent
    choices: tuple[Choice, ...] = ()
    stamp: str = ""
    numbered: bool = True       # a bare number picks a choice; not where numbers are answers themselves
    kind: Literal["prompt", "notice"] = "prompt"


class Button(NamedTuple):
    """A choice as it was shown: the id that a tap sends back, and its label in the person's language."""

    id: str
    label: str


@dataclass(frozen=True)
class Bubble:
    """A message in the very words that were shown or written; what channels carry and storage keeps."""

    text: str = ""
    told: tuple[str, ...] = ()
    choices: tuple[Button, ...] = ()
    numbered: bool = True
    media: str = ""
    file: str = ""              # of a medium: what its channel knows it by
    choice: str = ""            # of a tap: what was chosen

    @property
    def words(self) -> str:
        return "\n".join((*self.told, self.text))


class Intent(NamedTuple):
    """What a message is about: an errand, a question, one of a few, in doubt, or something that happened.

    Of what happened, an event is happening now, and a report tells of it: an alarm too, unless a story was asked for.
    unknown: a question that has no answer here. suppose: something else for what was just answered ("and for 3 programs?").
    """

    kind: Literal["event", "report", "errand", "question", "doubt", "unknown", "suppose"]
    key: str                # of a doubt: what it may be, the likeliest first, with spaces between


class Event(NamedTuple):
    """What reports count; never personal data. code: of a refusal why, of an answer where it led, of a step back what it left."""

    what: Literal["heard", "started", "answered", "changed", "told", "went back", "refused", "finished", "ended", "parked", "deleted",
                  "abandoned", "asked about", "enrolled", "case opened", "case answered", "case closed"]
    flow: str = ""
    step: str = ""
    code: str = ""


@dataclass(frozen=True)
class OpenCase:
    """Effect: somebody of the staff is needed, and what they should know."""

    reason: str
    urgent: bool = False
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TellStaff:
    """Effect: what the open case is about, in the person's own words or one of a few."""

    told: tuple[tuple[str, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Withdraw:
    """Effect: the person no longer waits for staff."""


@dataclass(frozen=True)
class Unheard:
    """Effect: nobody knew what the message was about; staff see its words, masked."""


@dataclass(frozen=True)
class Begin:
    """A flow leads on into another: its answers are held aside until the consent there."""

    flow: str
    saved: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Agreed:
    """Effect: a yes that binds was given, by a person, to words shown."""

    draft: str
    step: str
    version: str
    facts: str


@dataclass(frozen=True)
class Forget:
    """Effect: what was written for this draft must not be kept."""

    draft: str


@dataclass(frozen=True)
class Wish:
    """Effect: a safe word, heard even while an officer owns the talk."""

    word: Literal["stop", "start", "erase", "withdraw"]


@dataclass(frozen=True)
class Erase:
    """Effect: the talk is forgotten, as far as the bot may forget it.

    certificate: what is said, but for its number; consent: only what was kept by a consent goes, and the consent itself.
    """

    certificate: Text
    consent: bool = False


@dataclass(frozen=True)
class Unlink:
    """Effect: somebody else has this address now; what is known belongs to whom it was before."""


@dataclass(frozen=True)
class Proved:
    """A second fact was given, right or wrong; wanted: what it was asked for."""

    right: bool
    wanted: str


@dataclass(frozen=True)
class World:
    """All that a turn may know besides the state: pure, loaded by the shell."""

    flows: Mapping[str, type[Flow]]
    rules: Any
    now: datetime                                                   # aware, in the settings' time zone
    menu: tuple[Choice, ...] = ()                                   # commands offered when nothing is in front
    answers: Mapping[str, Callable[[World], Text]] = field(default_factory=dict)    # short answers
    events: Mapping[str, Callable[[World], Text]] = field(default_factory=dict)     # what is said at once when it has happened
    meaning: Callable[[str, bool], Intent | None] = lambda text, waits: None        # waits: for the answer to a question
    alarm: Callable[[str], Intent | None] = lambda text: None       # an event or a report; asked of every message, so it is quick
    follow: Callable[[str, str], Intent | None] = lambda text, about: None      # what it means after the question last answered
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Callable[[Text], str] = plain                            # a label as this person reads it
    topics: Mapping[str, Choice] = field(default_factory=dict)      # what may be meant, as it is offered in doubt
    handoff: str = ""                                               # the flow that asks what staff should know
    proof: str = ""                                                 # the flow that asks for a second fact
    personal: frozenset[str] = frozenset()                          # flows and answers that tell something of a person
    wishes: Mapping[str, str] = field(default_factory=dict)         # safe word -> the topic it opens while the bot has the talk
    tongue: Callable[[str], str] = lambda text: ""                  # the language a message is written in, if it can be told
    tongues: Mapping[str, Offer] = field(default_factory=dict)      # languages that are understood and not spoken
    drafts: tuple[Flow, ...] = ()                                   # to a short answer: every form that is open on this phone
    front: Flow | None = None                                       # to a topic or a short answer: the form it stands over


class Offer(NamedTuple):
    """Staff who speak a language: what is said when it is first heard, and the button."""

    line: Text
    choice: Choice


class Need(Exception):
    """A question that only the shell can answer."""

    def __init__(self, query: str) -> None:
        self.query = query


@dataclass(frozen=True)
class Turn:
    """What one message led to; where `need` is set, look it up, add it to world.facts, and turn again."""

    state: State
    says: tuple[Say, ...] = ()
    effects: tuple[object, ...] = ()
    events: tuple[Event, ...] = ()
    need: str = ""
