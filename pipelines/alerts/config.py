"""Who hears of a run, from the environment only: addresses of webhooks and passwords are secrets.

============================  =======================================================================================
``CCHC_ALERT_ON``             ``problems`` (default): runs that failed or need attention; ``always``: every run
``CCHC_ALERT_TIMEOUT``        seconds for one attempt to tell (default 10)
``CCHC_ALERT_WEBHOOK``        URL that receives a JSON POST; ``http`` or ``https``
``CCHC_ALERT_WEBHOOK_TOKEN``  sent as ``Authorization: Bearer …``
``CCHC_SMTP_HOST``            mail server; with it ``CCHC_SMTP_FROM`` and ``CCHC_SMTP_TO`` (commas) are required
``CCHC_SMTP_PORT``            default 587 (starttls), 465 (ssl), 25 (none)
``CCHC_SMTP_TLS``             ``starttls`` (default), ``ssl`` or ``none``
``CCHC_SMTP_CA_FILE``         certificates to trust besides the system's (a server of one's own)
``CCHC_SMTP_USER``            with ``CCHC_SMTP_PASSWORD``; a password is never sent without TLS
============================  =======================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit


class AlertConfigError(ValueError):
    """A variable cannot be used; the text says which and what was expected, never its secret value."""


class Tls(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    SSL = "ssl"
    NONE = "none"


_PORTS = {Tls.STARTTLS: 587, Tls.SSL: 465, Tls.NONE: 25}


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a JSON POST goes. The URL often holds a key, so it is never shown."""

    url: str = field(repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """How an e-mail goes out."""

    host: str
    port: int
    tls: Tls
    sender: str
    recipients: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class AlertConfig:
    """Who hears of a run; nobody when neither is set."""

    webhook: Webhook | None = None
    mail: Mail | None = None
    always: bool = False
    timeout: float = 10.0

    @property
    def is_quiet(self) -> bool:
        """Whether nobody is to hear of anything."""
        return self.webhook is None and self.mail is None


def alert_config(environment: Mapping[str, str]) -> AlertConfig:
    """Read the configuration.

    Raises:
        AlertConfigError: a variable is set to something that cannot be used.
    """
    when = environment.get("CCHC_ALERT_ON", "") or "problems"
    if when not in ("problems", "always"):
        raise AlertConfigError(f"CCHC_ALERT_ON={when!r}: cần problems hoặc always")
    return AlertConfig(
        webhook=_webhook(environment),
        mail=_mail(environment),
        always=when == "always",
        timeout=_seconds(environment.get("CCHC_ALERT_TIMEOUT", "") or "10"),
    )


def _webhook(environment: Mapping[str, str]) -> Webhook | None:
    url = environment.get("CCHC_ALERT_WEBHOOK", "")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AlertConfigError("CCHC_ALERT_WEBHOOK: cần một địa chỉ bắt đầu bằng https:// (hoặc http://) có tên máy")
    return Webhook(url, environment.get("CCHC_ALERT_WEBHOOK_TOKEN", ""))


def _mail(environment: Mapping[str, str]) -> Mail | None:
    host = environment.get("CCHC_SMTP_HOST", "")
    if not host:
        return None
    tls = _tls(environment.get("CCHC_SMTP_TLS", "") or Tls.STARTTLS)
    recipients = tuple(part.strip() for part in environment.get("CCHC_SMTP_TO", "").split(",") if part.strip())
    sender = environment.get("CCHC_SMTP_FROM", "")
    if not sender or not recipients:
        raise AlertConfigError("CCHC_SMTP_HOST có mà thiếu CCHC_SMTP_FROM hoặc CCHC_SMTP_TO; ghi cả hai")
    user, password = environment.get("CCHC_SMTP_USER", ""), environment.get("CCHC_SMTP_PASSWORD", "")
    if user and tls is Tls.NONE:
        raise AlertConfigError("CCHC_SMTP_TLS=none mà có CCHC_SMTP_USER: không gửi mật khẩu qua kết nối không mã hóa")
    return Mail(
        host=host,
        port=_port(environment.get("CCHC_SMTP_PORT", ""), tls),
        tls=tls,
        sender=sender,
        recipients=recipients,
        user=user,
        password=password,
        ca_file=environment.get("CCHC_SMTP_CA_FILE", ""),
    )


def _tls(text: str) -> Tls:
    try:
        return Tls(text)
    except ValueError:
        raise AlertConfigError(f"CCHC_SMTP_TLS={text!r}: cần starttls, ssl hoặc none") from None


def _port(text: str, tls: Tls) -> int:
    if not text:
        return _PORTS[tls]
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise AlertConfigError(f"CCHC_SMTP_PORT={text!r}: cần một số từ 1 đến 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 300:
        raise AlertConfigError(f"CCHC_ALERT_TIMEOUT={text!r}: cần số giây, lớn hơn 0 và không quá 300")
    return seconds
