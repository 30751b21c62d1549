"""What was volunteered before a consent that did not come is dropped after a day, in every copy."""
from __future__ import annotations

from storage import tables
from tests.shell.phone import ANSWERS, HELLO


def bodies(phone) -> list[bool]:
    return [row["body"] is not None for row in phone.rows(tables.message) if row["draft"] == "1"]


def test_dropped_after_a_day_and_not_before(phone):
    phone.say(HELLO)
    phone.say(ANSWERS["nik"])
    assert phone.state.drafts[0].aside
    phone.clock.later(hours=23, minutes=59)
    assert phone.conversation.tick() == 0
    assert phone.state.drafts[0].aside
    assert all(bodies(phone))
    phone.clock.later(minutes=1)
    assert phone.conversation.tick() == 1
    assert not phone.state.drafts[0].aside
    assert not any(bodies(phone))
    assert phone.conversation.tick() == 0
    assert ANSWERS["nik"] not in str(phone.transcript)


def test_a_message_that_began_the_form_goes_too(phone):
    phone.say(f"mau daftar, nik saya {ANSWERS['nik']}")
    phone.clock.later(hours=24)
    phone.conversation.tick()
    assert bodies(phone) == [False, False]


def test_a_consent_in_time_keeps_all(phone):
    phone.say(HELLO)
    phone.say(ANSWERS["nik"])
    phone.clock.later(hours=1)
    phone.say("setuju")
    phone.clock.later(hours=48)
    assert phone.conversation.tick() == 0
    assert "nik" in phone.state.drafts[0].saved
    assert all(bodies(phone))


def test_what_is_forgotten_before_it_was_sent_is_not_waited_for(phone):
    phone.hear(f"mau daftar, nik saya {ANSWERS['nik']}")
    phone.clock.later(hours=24)
    phone.conversation.tick()
    phone.outbox.sweep()
    assert {row["status"] for row in phone.rows(tables.message)} == {"heard", "voided"}
    assert phone.say("halo")            # and the bot is there


def test_a_tick_does_not_end_the_silence(phone):
    phone.say(HELLO)
    phone.say(ANSWERS["nik"])
    heard_at = phone.talk.heard_at
    phone.clock.later(hours=30)
    assert phone.conversation.tick() == 1
    assert phone.talk.heard_at == heard_at
