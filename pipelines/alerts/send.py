"""Tell a run's message to a webhook and by e-mail. Nothing here raises: telling must never fail a run."""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid
from functools import partial
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from pipelines.alerts.config import AlertConfig, AlertConfigError, Mail, Tls, Webhook, alert_config
from pipelines.alerts.message import RunMessage, RunState, as_json, as_text, one_line
from pipelines.text.system_errors import error_vi

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """One attempt to tell: ``channel`` is ``webhook``, ``mail`` or ``config``; ``problem`` is None when it worked."""

    channel: str
    problem: str | None = None


def send_alerts(message: RunMessage, environment: Mapping[str, str]) -> tuple[Told, ...]:
    """Tell ``message`` to whomever the environment names; empty when nobody is to hear of it.

    Every channel has the configured seconds at most, also when a server trickles its answer.
    """
    try:
        config = alert_config(environment)
    except AlertConfigError as error:
        return (_logged(Told("config", str(error))),)
    if config.is_quiet or (message.state is RunState.OK and not config.always):
        return ()
    told = []
    if config.webhook is not None:
        told.append(_within("webhook", config, partial(_post, config.webhook, message, config.timeout)))
    if config.mail is not None:
        told.append(_within("mail", config, partial(_mail, config.mail, message, config.timeout)))
    return tuple(map(_logged, told))


def mail_of(message: RunMessage, mail: Mail) -> MIMEText:
    """The e-mail: plain text, headers without line breaks whatever file names say."""
    made = MIMEText(as_text(message), "plain", "utf-8")
    # not EmailMessage: its folding loses spaces between encoded words (Python 3.11), and Vietnamese is all of those
    made["Subject"] = Header(message.subject, "utf-8", header_name="Subject").encode()
    made["From"] = one_line(mail.sender)
    made["To"] = ", ".join(map(one_line, mail.recipients))
    made["Date"] = formatdate(localtime=True)
    made["Message-ID"] = make_msgid("cchc")
    made["Auto-Submitted"] = "auto-generated"
    return made


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry figures and token to an address that nobody configured."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing: the answer 3xx counts as a failure."""


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect)


def _post(hook: Webhook, message: RunMessage, timeout: float) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "cchc"}
    if hook.token:
        headers["Authorization"] = f"Bearer {hook.token}"
    body = json.dumps(as_json(message), ensure_ascii=False).encode()
    request = Request(hook.url, data=body, headers=headers, method="POST")  # noqa: S310 - scheme checked in config
    with _opener().open(request, timeout=timeout) as answer:
        answer.read(1024)


def _mail(mail: Mail, message: RunMessage, timeout: float) -> None:
    context = ssl.create_default_context()
    if mail.ca_file:
        context.load_verify_locations(mail.ca_file)
    if mail.tls is Tls.SSL:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=timeout, context=context)
    else:
        connection = smtplib.SMTP(mail.host, mail.port, timeout=timeout)
    with connection:
        if mail.tls is Tls.STARTTLS:
            connection.starttls(context=context)
        if mail.user:
            connection.login(mail.user, mail.password)
        refused = connection.send_message(mail_of(message, mail))
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)


def _within(channel: str, config: AlertConfig, tell: Callable[[], None]) -> Told:
    """Run ``tell`` in a thread of its own: a socket's time-out starts anew with every byte, this one does not."""
    outcome: list[Told] = []

    def work() -> None:
        outcome.append(_attempt(channel, config, tell))

    thread = threading.Thread(target=work, name=f"cchc-alert-{channel}", daemon=True)
    thread.start()
    thread.join(2 * config.timeout)
    return outcome[0] if outcome else Told(channel, f"không xong trong {2 * config.timeout:g} giây")


def _attempt(channel: str, config: AlertConfig, tell: Callable[[], None]) -> Told:
    try:
        tell()
    except HTTPError as error:
        return Told(channel, f"máy chủ trả lời {error.code}")
    except (OSError, HTTPException, smtplib.SMTPException, ValueError) as error:
        return Told(channel, _without_secrets(f"{type(error).__name__}: {error_vi(error)}", config))
    return Told(channel)


def _without_secrets(text: str, config: AlertConfig) -> str:
    secrets = [
        *((config.webhook.url, config.webhook.token) if config.webhook else ()),
        *((config.mail.password,) if config.mail else ()),
    ]
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return one_line(text)


def _logged(told: Told) -> Told:
    if told.problem:
        _LOG.warning("Không gửi được thông báo (%s): %s", told.channel, told.problem)
    else:
        _LOG.info("Đã gửi thông báo (%s)", told.channel)
    return told
