"""The settings, from the environment or a .env file; what is wrong with them is said in a sentence."""
from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.allowances import Allowance
from bot.office import Office, read_hours
from storage.retention import Keeping
from storage.vault import Vault, new_key, read_key, read_keys

INSTANCE = Path("instance")
WHOLE = {       # settings that nothing can be done with if one of them is missing
    "WhatsApp": ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from"),
    "Single sign-on": ("openid_issuer", "openid_client_id", "openid_client_secret"),
}
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Days = Annotated[int, Field(ge=1, le=36500)]


class WrongSettings(Exception):
    """The program can't start like this; its text says what to change."""


class Settings(BaseSettings):
    """One frozen object. Secrets that are not set are made on the first run and kept in instance/."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    data_keys: SecretStr = SecretStr("")
    index_key: SecretStr = SecretStr("")
    public_url: str = "http://127.0.0.1:8000"
    timezone: str = "Asia/Jakarta"
    office_name: str = "Kantor layanan"
    office_hours: str = "Senin–Jumat 08.00–15.00 WIB"
    office_phone: str = ""
    office_answer_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 60
    web_idle_minutes: int = 30
    messages_a_minute: Count = 30       # of one sender
    messages_an_hour: Count = 300
    web_messages_a_minute: Count = 600      # from one network address, behind which there may be a village
    sign_ins_a_quarter: Count = 40          # in a quarter of an hour, from one network address
    log_format: Literal["", "plain", "json"] = ""       # plain on a terminal, json elsewhere
    metrics_token: SecretStr = SecretStr("")
    trusted_proxies: Annotated[int, Field(ge=0, le=9)] = 0
    keep_drafts_days: Days = Keeping().drafts.days
    keep_messages_days: Days = Keeping().messages.days
    keep_cases_days: Days = Keeping().cases.days
    keep_enrolments_days: Days = Keeping().enrolments.days
    keep_events_days: Days = Keeping().events.days
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_bot_name: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_whatsapp_from: str = ""
    twilio_api_url: str = ""
    openid_issuer: str = ""
    openid_client_id: str = ""
    openid_client_secret: SecretStr = SecretStr("")

    @classmethod
    def from_environ(cls) -> Self:
        """Read the settings; WrongSettings with a sentence for each that is wrong."""
        kept = _kept_secrets() if not all(os.environ.get(name) for name in SECRETS) else {}
        try:
            settings = cls()
        except ValidationError as error:
            said = ((str(*e["loc"]).upper(), e["msg"].removeprefix("Value error, ")) for e in error.errors())
            raise WrongSettings("\n".join(f"{name}: {why}" if name else why for name, why in said)) from None
        missing = {name.lower(): SecretStr(kept[name]) for name in SECRETS if not getattr(settings, name.lower()).get_secret_value()}
        url = settings.database_url or f"sqlite:///{(INSTANCE / 'bot.db').absolute()}"
        return settings.model_copy(update={**missing, "database_url": url})

    @model_validator(mode="after")
    def _whole(self) -> Self:
        unset = ("", SecretStr(""))
        for what, names in WHOLE.items():
            missing = [name.upper() for name in names if getattr(self, name) in unset]
            if missing and len(missing) < len(names):
                raise ValueError(f"{what} needs {', '.join(missing)} too; or leave all three out.")
        return self

    @field_validator("openid_issuer")
    @classmethod
    def _issuers_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https://[^\s/?#@]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?", url):
            raise ValueError("is the https address that the provider calls itself, for example https://login.example.id/realms/kantor.")
        return url

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _telegrams_letters(cls, secret: SecretStr, before: ValidationInfo) -> SecretStr:
        if secret.get_secret_value() and not before.data["telegram_bot_token"].get_secret_value():
            raise ValueError("is for a bot of Telegram's: set TELEGRAM_BOT_TOKEN too, or leave this out.")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
            raise ValueError("has 1 to 256 of A-Z, a-z, 0-9, _ and -; others Telegram refuses.")
        return secret

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("begins with sqlite:/// or postgresql+psycopg://, for example postgresql+psycopg://bot@db/bot.")
        return url

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no time zone {name!r}; write for example Asia/Jakarta.") from None
        return name

    @field_validator("office_hours")
    @classmethod
    def _readable_hours(cls, hours: str) -> str:
        read_hours(hours, "Asia/Jakarta")
        return hours

    @field_validator("data_keys")
    @classmethod
    def _readable_keys(cls, keys: SecretStr) -> SecretStr:
        if keys.get_secret_value():
            read_keys(keys.get_secret_value())
        return keys

    @field_validator("index_key")
    @classmethod
    def _readable_key(cls, key: SecretStr) -> SecretStr:
        if key.get_secret_value():
            read_key(key.get_secret_value())
        return key

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def fetches(self) -> bool:
        """Whether Telegram's updates are fetched, which one process can do, and not sent to us."""
        return bool(self.telegram_bot_token.get_secret_value()) and not self.telegram_webhook_secret.get_secret_value()

    @property
    def sees_origins(self) -> bool:
        """Whether a request's network address is its sender's own, and not that of a proxy which we were not told of."""
        return self.trusted_proxies > 0 or not self.public_url.startswith("https:")

    def office(self) -> Office:
        """The office, as it is open and answers."""
        _week, zone = read_hours(self.office_hours, self.timezone)
        return Office(self.office_name, self.office_hours, zone, timedelta(minutes=self.office_answer_minutes))

    @property
    def messages(self) -> tuple[Allowance, ...]:
        """How much one sender may write."""
        return Allowance(self.messages_a_minute, timedelta(minutes=1)), Allowance(self.messages_an_hour, timedelta(hours=1))

    def keeping(self) -> Keeping:
        """How long each kind of data is kept."""
        days = (self.keep_drafts_days, self.keep_messages_days, self.keep_cases_days, self.keep_enrolments_days, self.keep_events_days)
        return Keeping(*(timedelta(days=count) for count in days))

    def vault(self) -> Vault:
        """The keys, ready to use."""
        return Vault(read_keys(self.data_keys.get_secret_value()), read_key(self.index_key.get_secret_value()))


SECRETS = ("SECRET_KEY", "DATA_KEYS", "INDEX_KEY")


def _kept_secrets() -> dict[str, str]:
    """Read the secrets kept from the first run, or make them; only their owner may read the file."""
    path = INSTANCE / "secrets.env"
    try:
        INSTANCE.mkdir(mode=0o700, exist_ok=True)
        if not path.exists():
            _make_secrets(path)
        lines = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
        read_keys(lines["DATA_KEYS"])
        read_key(lines["INDEX_KEY"])
        return {name: lines[name] for name in SECRETS}
    except OSError as error:
        raise WrongSettings(f"The folder {INSTANCE.absolute()} for keys and the database can't be used: {error.strerror}.") from None
    except (KeyError, ValueError):
        raise WrongSettings(f"{path} is damaged. Put it back from a backup: without it nothing stored can be read.") from None


def _make_secrets(path: Path) -> None:
    """Write them beside and link them into place, so that another process sees all of them or none; the first one wins."""
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        made = {"SECRET_KEY": new_key(), "DATA_KEYS": f"1:{new_key()}", "INDEX_KEY": new_key()}
        file.write("".join(f"{name}={value}\n" for name, value in made.items()))
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
