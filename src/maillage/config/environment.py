"""The environment variables that the platform reads, each with a default fit for development."""

import getpass
import json
import os
import secrets
import socket
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from maillage.kit.postgres import EmbeddedPostgres

PACKAGE = Path(__file__).resolve().parents[1]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class EnvironmentMistake(ValueError):
    """A variable holds what cannot be used; the message names it and what to write instead."""


def home() -> Path:
    return Path(os.environ.get("MAILLAGE_HOME") or "var").expanduser().resolve()


def writable_home() -> Path:
    """Give the home folder, made when missing.

    Raises: EnvironmentMistake when it cannot be written.
    """
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "run.lock").open("a"):
            return folder
    except OSError as error:
        raise EnvironmentMistake(
            f"The folder {folder} cannot be written by {getpass.getuser()} ({error.strerror}). "
            "Name another one with MAILLAGE_HOME, or run Maillage as the user who owns it."
        ) from None


def host() -> str:
    return os.environ.get("MAILLAGE_HOST") or "127.0.0.1"


def port() -> int:
    written = os.environ.get("MAILLAGE_PORT") or "8000"
    if not written.isdecimal() or not 0 < int(written) < 65_536:
        raise EnvironmentMistake(f"MAILLAGE_PORT is {written!r}: write a number between 1 and 65535, such as 8000.")
    return int(written)


def check_port_is_free() -> None:
    """Find out before anything starts.

    Raises: EnvironmentMistake.
    """
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host(), port(), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
    except OSError as error:
        raise EnvironmentMistake(
            f"Port {port()} of {host()} cannot be used ({error.strerror}). Stop the program that holds it, or choose "
            "another one: MAILLAGE_PORT=8001."
        ) from None


def base_url() -> str:
    """Give the address that people write, without a last slash.

    Raises: EnvironmentMistake.
    """
    url = (os.environ.get("MAILLAGE_BASE_URL") or f"http://127.0.0.1:{port()}").rstrip("/")
    if not url.startswith(("http://", "https://")) or not urlsplit(url).hostname:
        raise EnvironmentMistake(
            f"MAILLAGE_BASE_URL is {url!r}: write a whole address, such as https://reseau.example.org."
        )
    return url


def base_host() -> str:
    return urlsplit(base_url()).hostname or "localhost"


def is_development() -> bool:
    """An instance that only answers on this machine: e-mails are kept in files and shown at /dev/mail/."""
    return base_host() in LOOPBACK and host() in LOOPBACK


def is_debug() -> bool:
    return os.environ.get("MAILLAGE_DEBUG", "") == "1"


def database_url() -> str:
    """Give the address of an external PostgreSQL, or nothing for the embedded one."""
    return os.environ.get("DATABASE_URL", "")


def uses_embedded_database() -> bool:
    return not database_url()


def database() -> dict[str, object]:
    """Give Django's DATABASES entry, from DATABASE_URL or the embedded server's socket."""
    url = database_url()
    try:
        parts = conninfo_to_dict(url) if url else EmbeddedPostgres(home=home()).conninfo()
    except ProgrammingError as error:
        raise EnvironmentMistake(
            f"DATABASE_URL cannot be read ({str(error).strip()}): write postgresql://user:password@host:5432/name."
        ) from None
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    entry: dict[str, object] = {names[key]: str(value) for key, value in parts.items() if key in names}
    options = {key: value for key, value in parts.items() if key not in names}
    return {"ENGINE": "django.db.backends.postgresql", **entry, "OPTIONS": options}


def mailer(folder: Path) -> dict[str, object]:
    """Give Django's default mailer: SMTP when MAILLAGE_SMTP_HOST names a server, else files kept in `folder`."""
    smtp_host = os.environ.get("MAILLAGE_SMTP_HOST", "")
    if not smtp_host:
        return {"BACKEND": "maillage.web.mail.FileBackend", "OPTIONS": {"folder": str(folder)}}
    options = {
        "host": smtp_host,
        "port": int(os.environ.get("MAILLAGE_SMTP_PORT", "587")),
        "username": os.environ.get("MAILLAGE_SMTP_USER", ""),
        "password": os.environ.get("MAILLAGE_SMTP_PASSWORD", ""),
        "use_tls": os.environ.get("MAILLAGE_SMTP_TLS", "1") == "1",
        "timeout": 20,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def sms_headers() -> dict[str, str]:
    """Give the headers of the gateway of short messages, an object of JSON.

    Raises: EnvironmentMistake.
    """
    written = os.environ.get("MAILLAGE_SMS_HEADERS") or "{}"
    try:
        headers = json.loads(written)
    except ValueError:
        headers = None
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise EnvironmentMistake(
            'MAILLAGE_SMS_HEADERS cannot be read: write an object of JSON, {"Authorization": "Bearer {secret}"}.'
        )
    return headers


def secret_key() -> str:
    """Give MAILLAGE_SECRET_KEY, or the key kept in the home folder, made on first use."""
    given = os.environ.get("MAILLAGE_SECRET_KEY")
    if given:
        return given
    path = home() / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass  # another process has just made it
    return path.read_text().strip()
