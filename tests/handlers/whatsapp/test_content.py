"""Content resources: made once, whoever makes them, and filled in so that nothing changes place."""
from __future__ import annotations

import pytest

from bot.engine.messages import Button
from bot.handlers.channel import Unsent
from bot.handlers.content import INVITATION, SHAPES, definition, filled
from bot.handlers.layout import Laid
from tests.handlers.whatsapp.conftest import WORDS
from tests.standins import twilio_rules as rules

NAMES = [*(f"bpu_quick_{n}" for n in (1, 2, 3)), *(f"bpu_list_{n}" for n in range(1, 11)), INVITATION]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_twilio_takes_every_shape_and_it_fills_whole(shape):
    made = definition(shape)
    rules.content(made)
    buttons = tuple(Button(f"id{n}", f"Label {n}") for n in range(shape.size))
    laid = Laid("Apa?", buttons) if shape.kind == "quick" else Laid("Apa?", rows=buttons)
    of, variables = filled(laid, "0123456789ab", "Pilih")
    assert of == shape
    assert list(variables) == list(made["variables"])


def test_sync_makes_what_is_missing_and_only_that(channel, twilio):
    assert channel.contents.sync(WORDS["news"], WORDS["open"]) == NAMES
    assert channel.contents.sync(WORDS["news"], WORDS["open"]) == []
    gone = next(sid for sid, one in twilio.contents.items() if one["friendly_name"] == "bpu_list_7")
    del twilio.contents[gone]
    assert channel.contents.sync(WORDS["news"], WORDS["open"]) == ["bpu_list_7"]
    assert sorted(one["friendly_name"] for one in twilio.contents.values()) == sorted(NAMES)


def test_the_template_is_handed_in_for_approval_once(channel, twilio):
    for _time in range(2):
        channel.contents.sync(WORDS["news"], WORDS["open"])
    assert twilio.approvals == [{"name": INVITATION, "category": "UTILITY"}]


def test_what_others_made_is_left_alone_and_read_past(channel, twilio):
    for n in range(120):
        twilio.make({**definition(SHAPES[0]), "friendly_name": f"theirs_{n}"})
    channel.contents.sync(WORDS["news"], WORDS["open"])
    assert channel.contents.sid("bpu_quick_2")
    assert channel.contents.sid("bpu_quick_4") is None
    assert twilio.asked.count("GET /v1/Content") == 4      # two pages each time


def test_of_two_with_one_name_the_older_stands(channel, twilio):
    older = twilio.make(definition(SHAPES[1]))
    older["date_created"] = "2026-01-01T00:00:00Z"
    twilio.make(definition(SHAPES[1]))
    assert channel.contents.sid("bpu_quick_2") == older["sid"]


def test_sync_says_when_twilio_is_away(channel, twilio):
    twilio.away = True
    with pytest.raises(Unsent):
        channel.contents.sync(WORDS["news"], WORDS["open"])
    assert channel.contents.sid("bpu_quick_2") is None
