"""Builds the rooms and hangs their doors; nothing else is wired anywhere."""
from __future__ import annotations

from datetime import datetime

from flask import Flask

from bot import desk, doors
from bot.commands import COMMANDS
from bot.handlers import telegram, web, whatsapp
from bot.house import House
from bot.settings import Settings
from storage import Away


def create_app(settings: Settings) -> Flask:
    """Make the web application; its commands too."""
    house = House(settings, lambda: datetime.now(settings.zone))
    app = Flask(__name__, static_folder=None)
    app.secret_key = settings.secret_key.get_secret_value()
    app.extensions["house"] = house
    doors.fit(app, settings.public_url, settings.trusted_proxies, Away)
    app.register_blueprint(web.pages(lambda: house.conversation, house.take, lambda address: house.outbox.deliver(address), house.speech,
                                     settings.office_name, settings.web_idle_minutes, lambda person, origin: house.wait(person, origin)))
    secret, token = settings.telegram_webhook_secret.get_secret_value(), settings.twilio_auth_token.get_secret_value()
    app.register_blueprint(telegram.pages(lambda: house.telegram, house.take, secret, Away))
    app.register_blueprint(whatsapp.pages(house.take, lambda address: None, house.report, token, settings.public_url, Away,
                                          lambda params: house.spool.keep(params)))
    app.register_blueprint(desk.pages(lambda: house))
    app.register_blueprint(house.watching)
    for command in COMMANDS:
        app.cli.add_command(command)

    return app
