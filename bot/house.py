"""What is made once a process: database, keys, catalogs, shell and sender, each when it is first needed."""
from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID

from flask import Blueprint

from bot import logs, metrics, nlu, watching
from bot.allowances import Allowance, Gate, network
from bot.batches import Batches
from bot.casework import Casework
from bot.conversation import Conversation, Done
from bot.counter import Counter
from bot.desk.provider import Provider
from bot.engine.messages import World
from bot.flows import FLOWS, MENU, PERSONAL, TONGUES, TOPICS, WISHES
from bot.flows.answers import ANSWERS, EVENTS
from bot.flows.handoff import Handoff
from bot.flows.identity import Identity
from bot.handlers import web, whatsapp
from bot.handlers.channel import Channel, Inbound
from bot.handlers.telegram import Telegram
from bot.handlers.whatsapp import WhatsApp
from bot.outbox import Outbox
from bot.paces import Pace
from bot.places import Places
from bot.progress import Progress
from bot.rules import RULES
from bot.settings import INSTANCE, Settings
from bot.speech import Speech
from bot.spool import Spool
from storage import Database, Vault, messages, names, outbox, prepare, retention, tally, watch

log = logging.getLogger(__name__)
HOUR = timedelta(hours=1)
PACES = {       # what the providers take: a second in all, and to one person
    "telegram": (Pace(30, 30), Pace(1, 1)),
    "whatsapp": (Pace(80, 80), Pace(1 / 6, 10)),
}


@dataclass
class House:
    """The rooms put together."""

    settings: Settings
    clock: Callable[[], datetime]
    _let_go_at: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)

    @cached_property
    def database(self) -> Database:
        prepare(self.settings.database_url)
        made = Database(self.settings.database_url)
        made.noted = lambda kind: metrics.DATABASE.labels(kind).inc()
        return made

    @cached_property
    def vault(self) -> Vault:
        return self.settings.vault()

    @cached_property
    def speech(self) -> Speech:
        return Speech()

    @cached_property
    def world(self) -> World:
        """What every turn may know, but for the moment and what the shell finds out."""
        facts = {"office": self.settings.office_name, "links": self.links}
        return World(FLOWS, RULES, self.clock(), MENU, ANSWERS, EVENTS, nlu.understand, nlu.alarm, nlu.follow, facts, topics=TOPICS,
                     handoff=Handoff.key, proof=Identity.key, personal=PERSONAL, wishes=WISHES, tongue=nlu.tongue, tongues=TONGUES)

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses under which a code is sent on: one tap, and it stands in the field."""
        number, name = self.settings.twilio_whatsapp_from.rpartition("+")[2], self.settings.telegram_bot_name.lstrip("@")
        return (*([f"https://wa.me/{number}?text=KODE%20"] if number else []), *([f"https://t.me/{name}?start="] if name else []))

    @cached_property
    def conversation(self) -> Conversation:
        allowed = dict.fromkeys(PACES, self.settings.messages)      # whose answers cost something
        return Conversation(self.database, self.vault, self.world, self.speech, self.settings.office(), self.clock,
                            self.settings.keeping(), allowed)

    def _gate(self, name: str, *allowed: Allowance) -> Gate:
        return Gate(self.database, self.vault, lambda: self.clock(), name, *allowed)

    @cached_property
    def writers(self) -> Gate:
        """Browsers in which somebody writes."""
        return self._gate("browser", *self.settings.messages)

    @cached_property
    def networks(self) -> Gate:
        """Network addresses from which people write in browsers."""
        return self._gate("network", Allowance(self.settings.web_messages_a_minute, timedelta(minutes=1)))

    @cached_property
    def sign_ins(self) -> Gate:
        """Network addresses from which somebody tries to sign in at the desk."""
        return self._gate("sign in", Allowance(self.settings.sign_ins_a_quarter, timedelta(minutes=15)))

    def wait(self, person: str, origin: str | None) -> int:
        """Seconds that a browser has to wait before it may post a message; 0 if it may."""
        here = network(origin)
        return (self.networks.wait(here) or self.writers.wait(person)) if here else 0

    @cached_property
    def casework(self) -> Casework:
        return Casework(self.conversation)

    @cached_property
    def counter(self) -> Counter:
        return Counter(self.casework)

    @cached_property
    def progress(self) -> Progress:
        return Progress(self.conversation)

    @cached_property
    def openid(self) -> Provider | None:
        """Where staff may sign in with an account of theirs; None where no provider is configured."""
        s = self.settings
        return Provider(s.openid_issuer, s.openid_client_id, s.openid_client_secret.get_secret_value()) if s.openid_issuer else None

    @cached_property
    def batches(self) -> Batches:
        return Batches(self.conversation, self.progress)

    @cached_property
    def telegram(self) -> Telegram:
        return Telegram(self.settings.telegram_bot_token.get_secret_value(), self.speech, self.settings.telegram_api_url)

    @cached_property
    def whatsapp(self) -> WhatsApp:
        s = self.settings
        words = {key: self.speech.say(text, "id") for key, text in whatsapp.WORDS.items()}
        token = s.twilio_auth_token.get_secret_value()
        return WhatsApp(s.twilio_account_sid, token, s.twilio_whatsapp_from, s.public_url, words, s.twilio_api_url)

    @cached_property
    def outbox(self) -> Outbox:
        channels: list[Channel] = [web.Page()]
        if self.settings.telegram_bot_token.get_secret_value():
            channels.append(self.telegram)
        if self.settings.twilio_account_sid:
            channels.append(self.whatsapp)
        return Outbox(self.database, self.vault, channels, self.clock, self.chores, PACES)

    @cached_property
    def places(self) -> Places:
        return Places()

    @cached_property
    def spool(self) -> Spool:
        return Spool(INSTANCE / "spool", self.vault)

    def take(self, inbound: Inbound) -> Done | None:
        """Hear a message, and wake the sender; Busy if too many are being heard."""
        with logs.trace(self.vault, inbound.channel, inbound.id), metrics.turn(inbound.channel) as became:
            with self.places.one():
                done = self.conversation.hear(inbound)
            became.outcome = done.outcome if done else "repeat"
        metrics.happened(done.events if done else ())
        if done:
            self.outbox.wake(done.address)
        return done

    def report(self, id: str, status: str, code: str) -> None:
        """Write down what WhatsApp says became of a message, and do what follows."""
        fate = whatsapp.fate(code) if status == "failed" else ""
        if fate in ("halt", "content"):
            log.error("WhatsApp took a message and gave it up: %s", code)
        try:
            id = str(UUID(id))
        except ValueError:      # not one of ours
            return
        with self.database.begin() as connection:
            outbox.report(connection, id, status, code, fate, self.clock())
            answered = messages.answered(connection, id)
        with logs.trace(self.vault, whatsapp.NAME, answered):
            metrics.reported(whatsapp.NAME, status)

    def tick(self) -> int:
        """Do what is due in talks, cases and enrolments; give how many there were."""
        lost = self.casework.release_lost()
        metrics.LOST.labels("case").inc(lost)
        return self.conversation.tick() + lost + self.progress.tick() + self.batches.tick() + self.let_go()

    def let_go(self) -> int:
        """Add up what happened, let go of what was kept long enough, and write the words of names that have none; give how much of the
        last two. Once an hour, as it may look through many rows."""
        now = self.clock()
        if now - self._let_go_at < HOUR:
            return 0
        self._let_go_at = now
        tally.add_up(self.database, self.conversation.office.zone, now)
        keeping = self.conversation.keeping
        self.spool.let_go(now - keeping.messages)
        return (self.conversation.let_go() + sum(retention.let_go(self.database, keeping, now))
                + sum(names.catch_up(self.database, self.vault)))

    def chores(self) -> None:
        """What is done once a minute: what is due, and what came while the database was away."""
        self.tick()
        self.spool.replay(lambda params: whatsapp.take(params, self.take, lambda address: None, self.report))

    def start(self) -> None:
        """Begin to send, and to fetch where no provider calls us; once a process, after any fork."""
        self.outbox.start()
        if self.settings.fetches:
            self.telegram.poll(self.take)
        nlu.prepare()

    def end(self) -> None:
        """Stop sending, wait until what is at a provider has been answered, and fetch nothing more."""
        self.outbox.end()
        if self.settings.telegram_bot_token.get_secret_value():
            self.telegram.stop()

    @cached_property
    def watching(self) -> Blueprint:
        """The doors for who watches."""
        now, s = metrics.Now(lambda: self.database, INSTANCE / "spool", lambda: self.clock()), self.settings
        return watching.pages(lambda: watch.trouble(self.database, self.clock()), lambda: metrics.text(now),
                              s.metrics_token.get_secret_value(), s.sees_origins)

    def at(self, moment: datetime) -> House:
        """The same house with its clock stopped."""
        return replace(self, clock=lambda: moment)
