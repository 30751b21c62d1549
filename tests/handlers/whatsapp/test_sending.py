"""What is sent, over the wire to a strict Twilio; and what becomes of it when Twilio refuses or falls silent."""
from __future__ import annotations

import json
import socket
from datetime import timedelta

import pytest

from bot.engine.messages import Bubble, Button
from bot.handlers import whatsapp
from bot.handlers.channel import Unsent
from bot.handlers.whatsapp import FATES, WhatsApp, fate
from tests.handlers.whatsapp.conftest import PUBLIC_URL, WORDS
from tests.standins.twilio_api import ACCOUNT, TOKEN, Fault
from tests.standins.twilio_person import US

ANI = "whatsapp:+6281200000123"
STAMP = "0123456789ab"
ID = "0190a2b3c4d5"


def asked(*labels: str, text: str = "Setuju?", **more) -> Bubble:
    return Bubble(text, choices=tuple(Button(f"id{n}", label) for n, label in enumerate(labels, 1)), **more)


def unsent(channel: WhatsApp, bubble: Bubble) -> Unsent:
    with pytest.raises(Unsent) as caught:
        channel.send(ANI, bubble, STAMP, ID)
    return caught.value


@pytest.fixture
def stocked(channel):
    channel.contents.sync(WORDS["news"], WORDS["open"])
    return channel


def test_a_text(channel, twilio):
    sid = channel.send(ANI, Bubble("Halo", told=("Baik.",)), "", ID)
    (sent,) = twilio.accepted
    assert (sent.sid, sent.to, sent.sender, sent.shown.body) == (sid, ANI, US, "Baik.\nHalo")
    assert sent.callback == f"{PUBLIC_URL}/webhooks/whatsapp/status?id={ID}"
    assert twilio.asked == [f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json"]


def test_somebody_without_a_phone_number(channel, twilio):
    channel.send("whatsapp:ID.13491208655302741918", Bubble("Halo"), "", ID)
    assert twilio.accepted[0].to == "whatsapp:ID.13491208655302741918"


def test_our_number_with_or_without_its_channel(twilio):
    WhatsApp(ACCOUNT, TOKEN, US.removeprefix("whatsapp:"), PUBLIC_URL, WORDS, twilio.url).send(ANI, Bubble("Halo"), "", ID)
    assert twilio.accepted[0].sender == US


# labels: kind that the person sees, with contents made
SHAPES = [
    (["Ya", "Tidak"], "quick"), (["Ya"], "quick"), (["Ya", "Tidak", "Privasi"], "quick"), (["x" * 20, "Tidak"], "quick"),
    (["x" * 21, "Tidak"], "list"), ([f"Pilihan {n}" for n in range(4)], "list"), ([f"Pilihan {n}" for n in range(10)], "list"),
    (["x" * 24], "list"), (["x" * 25], "text"), ([f"Pilihan {n}" for n in range(11)], "text"), (["Ya", "Ya"], "text")]


@pytest.mark.parametrize(("labels", "kind"), SHAPES)
def test_choices(stocked, twilio, labels, kind):
    stocked.send(ANI, asked(*labels), STAMP, ID)
    shown = twilio.accepted[0].shown
    if kind == "text":
        assert shown.body == "\n".join(["Setuju?", *(f"{n}. {label}" for n, label in enumerate(labels, 1))])
        assert shown.choices == ()
    else:
        assert shown.body == "Setuju?"
        assert shown.choices == tuple((label, f"{STAMP}:id{n}") for n, label in enumerate(labels, 1))
        assert shown.button == ("Pilih" if kind == "list" else "")


@pytest.mark.parametrize(("labels", "kind"), SHAPES)
def test_choices_where_nothing_was_made(channel, twilio, labels, kind):
    channel.send(ANI, asked(*labels), STAMP, ID)
    assert twilio.accepted[0].shown.body.startswith("Setuju?\n1. ")


def test_marks_where_numbers_are_answers(channel, twilio):
    channel.send(ANI, asked("Ya", "Tidak", numbered=False), STAMP, ID)
    assert twilio.accepted[0].shown.body == "Setuju?\n- Ya\n- Tidak"


@pytest.mark.parametrize(("length", "kind"), [(1024, "quick"), (1025, "text"), (1590, "text")])
def test_long_words_over_buttons(stocked, twilio, length, kind):
    stocked.send(ANI, asked("Ya", text="x" * length), STAMP, ID)
    assert bool(twilio.accepted[0].shown.choices) == (kind == "quick")


def test_words_that_look_like_json_or_slots(stocked, twilio):
    text = 'Nama "Siti" \\ {{2}} \n100% 🙏'
    stocked.send(ANI, asked("Ya", text=text), STAMP, ID)
    assert twilio.accepted[0].shown.body == text


@pytest.mark.parametrize("text", ["x" * 1601, "", "  "])
def test_what_can_never_go_out_is_not_tried(channel, twilio, text):
    assert unsent(channel, Bubble(text)).fate == "content"
    assert twilio.asked == []


def test_contents_are_asked_for_once(stocked, twilio):
    for _time in range(3):
        stocked.send(ANI, asked("Ya", "Tidak"), STAMP, ID)
    listed = [one for one in twilio.asked if one == "GET /v1/Content"]
    assert len(listed) == 2         # one to make them, one to know them


def test_a_content_that_was_deleted_becomes_text(stocked, twilio):
    stocked.send(ANI, asked("Ya", "Tidak"), STAMP, ID)
    twilio.contents.clear()
    for _time in range(2):
        stocked.send(ANI, asked("Ya", "Tidak"), STAMP, ID)
    assert [bool(one.shown.choices) for one in twilio.accepted] == [True, False, False]
    assert sum(one.startswith("POST /2010") for one in twilio.asked) == 4     # it is refused once, then not tried again


def test_contents_away_is_text(stocked, twilio):
    twilio.away = True
    stocked.send(ANI, asked("Ya", "Tidak"), STAMP, ID)
    assert twilio.accepted[0].shown.body == "Setuju?\n1. Ya\n2. Tidak"


def test_a_connection_is_kept(channel, twilio):
    for _time in range(5):
        channel.send(ANI, Bubble("Halo"), "", ID)
    assert len(twilio.connections) == 1


@pytest.mark.parametrize(("fault", "fate", "code", "after"), [
    (Fault(20429, wait="7"), "later", "20429", 7), (Fault(63018), "later", "63018", 0),
    (Fault(status=429, wait="30"), "later", "HTTP 429", 30), (Fault(20429, wait="Wed, 21 Oct 2026 07:28:00 GMT"), "later", "20429", 0),
    (Fault(63016), "window", "63016", 0), (Fault(21610), "stopped", "21610", 0), (Fault(63024), "gone", "63024", 0),
    (Fault(63038), "halt", "63038", 0), (Fault(99999), "content", "99999", 0), (Fault(status=500), "unknown", "HTTP 500", 0),
    (Fault(status=503), "unknown", "HTTP 503", 0), (Fault(status=302), "later", "HTTP 302", 0), (Fault(status=403), "halt", "HTTP 403", 0),
    (Fault(lost="before"), "unknown", "ConnectionError", 0), (Fault(lost="after"), "unknown", "ConnectionError", 0)])
def test_a_refusal_has_a_fate(channel, twilio, fault, fate, code, after):
    twilio.faults.append(fault)
    error = unsent(channel, Bubble("Halo"))
    assert (error.fate, error.code, error.after) == (fate, code, after)
    assert len(twilio.accepted) == (fault.lost == "after")
    channel.send(ANI, Bubble("Halo"), "", ID)       # and the next one goes out


def test_wrong_credentials_stop_the_channel(twilio):
    error = unsent(WhatsApp(ACCOUNT, "wrong", US, PUBLIC_URL, WORDS, twilio.url), Bubble("Halo"))
    assert (error.fate, error.code) == ("halt", "20003")


def test_silence_is_unknown(twilio, monkeypatch):
    monkeypatch.setattr(whatsapp, "WAIT", (5, 0.2))
    twilio.faults.append(Fault(slow=0.6))
    error = unsent(WhatsApp(ACCOUNT, TOKEN, US, PUBLIC_URL, WORDS, twilio.url), Bubble("Halo"))
    assert (error.fate, error.code) == ("unknown", "ReadTimeout")


def test_nobody_there_is_later():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        channel = WhatsApp(ACCOUNT, TOKEN, US, PUBLIC_URL, WORDS, f"http://127.0.0.1:{closed.getsockname()[1]}")
        assert unsent(channel, Bubble("Halo")).fate == "later"


def test_an_unreadable_answer_is_unknown(channel, twilio, monkeypatch):
    monkeypatch.setattr(json, "dumps", lambda value, dumps=json.dumps, **options: dumps(value, **options)[:-1])
    assert unsent(channel, Bubble("Halo")).fate == "unknown"


def test_every_error_of_the_table_has_one_fate():
    assert set(FATES.values()) == {"later", "window", "gone", "stopped", "content", "halt"}
    assert all(code.isdigit() and len(code) == 5 for code in FATES)
    assert [fate(code, 500) for code in ("63016", "63018", "21610")] == ["window", "later", "stopped"]


def test_an_unknown_message_is_found_or_not(channel, twilio):
    bubble, since = asked("Ya", "Tidak"), twilio.clock() - timedelta(minutes=1)
    assert channel.find(ANI, bubble, since, set()) is None
    for lost in ("before", "after"):
        twilio.faults.append(Fault(lost=lost))
        unsent(channel, bubble)
        assert channel.find(ANI, bubble, since, set()) == (twilio.accepted[0].sid if lost == "after" else None)


def test_an_unknown_message_is_not_mistaken(stocked, twilio):
    bubble, since = asked("Ya", "Tidak"), twilio.clock() - timedelta(minutes=1)
    sid = stocked.send(ANI, bubble, STAMP, ID)
    assert stocked.find(ANI, bubble, since, set()) == sid
    assert stocked.find(ANI, bubble, since, known={sid}) is None
    assert stocked.find(ANI, bubble, twilio.clock() + timedelta(minutes=1), set()) is None
    assert stocked.find(ANI, Bubble("Lain"), since, set()) is None
    assert stocked.find("whatsapp:+6281200000199", bubble, since, set()) is None


def test_looking_while_twilio_is_away_says_so(channel, twilio):
    twilio.faults.append(Fault(status=503))
    with pytest.raises(Unsent):
        channel.find(ANI, Bubble("Halo"), twilio.clock(), set())


def test_the_invitation_opens_a_closed_window(stocked, twilio):
    stocked.invite(ANI, ID)
    assert twilio.accepted[0].shown == (WORDS["news"], (("Buka", "Buka"),), "")
    assert twilio.accepted[0].callback == ""        # a "read" of it would count for the message that still waits


def test_no_invitation_without_its_template(channel, twilio):
    with pytest.raises(Unsent) as caught:
        channel.invite(ANI, ID)
    assert caught.value.fate == "window"
    assert twilio.accepted == []


@pytest.mark.parametrize(("fault", "fate"), [(Fault(lost="after"), "unknown"), (Fault(20429), "later"), (Fault(63016), "window")])
def test_buttons_become_text_only_when_they_are_refused_for_what_they_are(stocked, twilio, fault, fate):
    twilio.faults.append(fault)
    assert unsent(stocked, asked("Ya", "Tidak")).fate == fate
    assert len(twilio.accepted) == (fault.lost == "after")
