"""Settings from the environment and `settings.toml`; read by the front door alone."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "WIEDERVORLAGE_"
PROJECT = Path(__file__).resolve().parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """A setting is missing or cannot be right; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of one installation (see docs/operations.md)."""

    instance_dir: Path
    database_url: str
    base_url: str
    secret_key: str
    smtp_url: str | None
    mail_from: str
    timezone: str
    demo: bool
    letters_per_minute: int | None = None  # None: as many as suits the relay's place

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "127.0.0.1"

    @property
    def secure(self) -> bool:
        """Whether people reach the pages over https."""
        return self.base_url.startswith("https://")

    def flask(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions read."""
        hosts = {self.host, *LOOPBACK} if self.host in LOOPBACK else {self.host}
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "BASE_URL": self.base_url.rstrip("/"),
            "SMTP_URL": self.smtp_url,
            "MAIL_FROM": self.mail_from,
            "LETTERS_PER_MINUTE": self.letters_per_minute,
            "TIMEZONE": self.timezone,
            "INSTANCE_DIR": self.instance_dir,
            "DEMO": self.demo,
            "TRUSTED_HOSTS": sorted(hosts),
            "SESSION_COOKIE_NAME": "__Host-session" if self.secure else "session",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "de",
            "BABEL_DEFAULT_TIMEZONE": self.timezone,
        }


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; the environment wins over `settings.toml` in the instance folder.

    Raises SettingsError with a sentence for the operator.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get(PREFIX + "INSTANCE_DIR") or PROJECT / "instance").resolve()
    values = _from_file(instance / "settings.toml") | {
        name.removeprefix(PREFIX): value for name, value in env.items() if name.startswith(PREFIX)
    }
    base_url = values.get("BASE_URL") or "http://127.0.0.1:8000"
    host = urlsplit(base_url).hostname
    if host is None:
        raise SettingsError(
            f"BASE_URL „{base_url}“ ist keine Adresse. Beispiel: https://plan.kreis.example"
        )
    return Settings(
        instance_dir=instance,
        database_url=values.get("DATABASE_URL") or f"sqlite:///{instance / 'wiedervorlage.db'}",
        base_url=base_url,
        secret_key=values.get("SECRET_KEY") or _local_key(instance, host),
        smtp_url=values.get("SMTP_URL") or None,
        mail_from=values.get("MAIL_FROM") or f"geschaeftsstelle@{_mail_domain(host)}",
        timezone=values.get("TIMEZONE") or "Europe/Berlin",
        demo=values.get("DEMO", "") not in ("", "0"),
        letters_per_minute=_number(values, "LETTERS_PER_MINUTE"),
    )


def _from_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}. Bitte korrigieren Sie die Datei.") from error
    return {name.removeprefix(PREFIX): str(value) for name, value in content.items()}


def _number(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name) or None
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal():
        raise SettingsError(f"{name} „{text}“ ist keine ganze Zahl. 0 heißt: ohne Grenze.")
    return int(text)


def _mail_domain(host: str) -> str:
    return "example.org" if host in LOOPBACK else host


def _local_key(instance: Path, host: str) -> str:
    """A key of this machine's own, kept in the instance folder; only for use on loopback."""
    if host not in LOOPBACK:
        raise SettingsError(
            "SECRET_KEY fehlt. Setzen Sie WIEDERVORLAGE_SECRET_KEY auf einen langen zufälligen "
            'Wert, zum Beispiel aus: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
