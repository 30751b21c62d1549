"""Every word the bot says stands in every language, with the same values in it, and fits its button."""
from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.engine.messages import Choice
from bot.flows import FLOWS, MENU
from bot.speech import LANGUAGES, Speech
from bot.texts import Text

ROOT = Path(__file__).parent.parent.parent
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SPEECH = Speech()
BUTTON, ROW = 20, 24        # characters: of a quick reply, of a row of a list
BUTTONS = 3                 # quick replies of one message; more become a list


@cache
def catalog(language: str) -> dict[str, str]:
    """msgid -> words."""
    with (ROOT / "locales" / language / "LC_MESSAGES" / "bot.po").open("rb") as source:
        return {str(message.id): str(message.string) for message in read_po(source, locale=language) if message.id}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The msgids in the source as it is now."""
    pot = tmp_path_factory.mktemp("words") / "bot.pot"
    babel = (sys.executable, "-m", "babel.messages.frontend", "--quiet")
    subprocess.run([*babel, "extract", "-F", "pyproject.toml", "-k", "_", "-o", str(pot), "."], cwd=ROOT, check=True, capture_output=True)
    with pot.open("rb") as source:
        found = {str(message.id) for message in read_po(source) if message.id}
    assert len(found) > 100
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(extracted, language):
    assert {msgid for msgid in extracted if not catalog(language).get(msgid)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_left_over(extracted, language):
    assert {*catalog(language)} - extracted == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_doubtful_or_missing(language):
    assert SPEECH.missing(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_values(language):
    for msgid, words in catalog(language).items():
        assert {*PLACEHOLDER.findall(words)} == {*PLACEHOLDER.findall(msgid)}
        assert "%" not in PLACEHOLDER.sub("", words).replace("%%", "") or "%(" not in msgid       # any other is a broken one


def test_indonesian_is_not_english():
    worded = [msgid for msgid, words in catalog("id").items() if letters(words)]
    same = [msgid for msgid in worded if letters(catalog("id")[msgid]) == letters(catalog("en")[msgid])]
    assert len(same) < 0.05 * len(worded), same


def letters(words: str) -> str:
    return re.sub(r"[\W\d]", "", PLACEHOLDER.sub("", words))


def questions() -> list[tuple[Choice, ...]]:
    """The choices of each question, and of the menu."""
    return [MENU, *((*step.kind.choices, *step.extras) for flow in FLOWS.values() for step in flow.steps)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_fits_its_button(language):
    for shown in questions():
        labels = [SPEECH.say(choice.label, language) for choice in shown]
        assert [label for label in labels if len(label) > (BUTTON if len(labels) <= BUTTONS else ROW)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_choices_of_a_question_read_alike(language):
    for shown in questions():
        labels = [SPEECH.say(choice.label, language).casefold() for choice in shown]
        assert len(labels) == len({*labels})


def test_an_unknown_language_is_indonesian():
    assert SPEECH.say(Text("Register"), "jv") == SPEECH.say(Text("Register"), "id") != "Register"
