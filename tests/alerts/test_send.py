"""People hear of what matters, nobody hears when nobody asked, and telling never fails a run."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import logging
import socket
import ssl
import time
from pathlib import Path

import pytest

from pipelines.alerts.message import FailedCheck, PutAside, RunMessage, as_json, as_text
from pipelines.alerts.send import Told, send_alerts

from .conftest import Received, mail_server, webhook_server

MAIL = {
    "CCHC_SMTP_HOST": "127.0.0.1",
    "CCHC_SMTP_FROM": "cchc@tinh.gov.vn",
    "CCHC_SMTP_TO": "a@tinh.gov.vn, b@tinh.gov.vn",
}


def mail_text(received: Received) -> tuple[email.message.EmailMessage, str]:
    (body,) = received.bodies
    message = email.message_from_bytes(body, policy=email.policy.default)
    return message, message.get_content()


def test_a_failed_run_reaches_the_webhook_as_json(failed: RunMessage, received: Received) -> None:
    with webhook_server(received) as port:
        environment = {
            "CCHC_ALERT_WEBHOOK": f"http://127.0.0.1:{port}/x",
            "CCHC_ALERT_WEBHOOK_TOKEN": "k3y",
        }
        assert send_alerts(failed, environment) == (Told("webhook"),)
    (body,) = received.bodies
    content = json.loads(body)
    assert (content["event"], content["state"], content["run_id"]) == ("cchc.run", "failed", "run-1")
    assert content["failed_checks"][0]["check_name"] == "targets_have_a_page"
    assert "CHƯA PHÁT HÀNH" in content["text"]
    assert received.headers[0]["Authorization"] == "Bearer k3y"
    assert received.headers[0]["Content-Type"].startswith("application/json")


def test_nobody_configured_means_nobody_is_told(failed: RunMessage) -> None:
    assert send_alerts(failed, {}) == ()


def test_a_run_without_problems_is_told_only_when_every_run_is_asked_for(fine: RunMessage, received: Received) -> None:
    with webhook_server(received) as port:
        environment = {"CCHC_ALERT_WEBHOOK": f"http://127.0.0.1:{port}/"}
        assert send_alerts(fine, environment) == ()
        assert send_alerts(fine, environment | {"CCHC_ALERT_ON": "always"}) == (Told("webhook"),)
    assert [json.loads(body)["state"] for body in received.bodies] == ["ok"]


def test_an_e_mail_without_tls_reaches_every_recipient(failed: RunMessage, received: Received) -> None:
    with mail_server(received) as port:
        told = send_alerts(failed, MAIL | {"CCHC_SMTP_PORT": str(port), "CCHC_SMTP_TLS": "none"})
    assert told == (Told("mail"),)
    message, text = mail_text(received)
    assert message["To"] == "a@tinh.gov.vn, b@tinh.gov.vn"
    assert message["Subject"] == failed.subject
    assert "quang-tri/2026/hỏng.pdf: Tệp hỏng. → Đề nghị gửi lại." in text
    assert received.commands.count("RCPT") == 2


@pytest.mark.parametrize("kind", ["starttls", "ssl"])
def test_an_e_mail_over_tls_logs_in(
    failed: RunMessage, received: Received, certificate: tuple[ssl.SSLContext, Path], kind: str
) -> None:
    context, trusted = certificate
    server = mail_server(received, starttls=context) if kind == "starttls" else mail_server(received, tls=context)
    with server as port:
        environment = MAIL | {
            "CCHC_SMTP_PORT": str(port), "CCHC_SMTP_TLS": kind, "CCHC_SMTP_CA_FILE": str(trusted),
            "CCHC_SMTP_USER": "cchc", "CCHC_SMTP_PASSWORD": "mật".encode().hex(),
        }  # fmt: skip
        assert send_alerts(failed, environment) == (Told("mail"),)
    assert "CHƯA PHÁT HÀNH" in mail_text(received)[1]
    login = base64.b64decode(received.headers[0]["auth"].split(" ")[2]).decode()
    assert login == f"\0cchc\0{'mật'.encode().hex()}"
    if kind == "starttls":
        assert received.commands.index("(TLS)") < received.commands.index("AUTH")


def test_a_server_with_an_unknown_certificate_gets_nothing(
    failed: RunMessage, received: Received, certificate: tuple[ssl.SSLContext, Path]
) -> None:
    with mail_server(received, starttls=certificate[0]) as port:
        (told,) = send_alerts(failed, MAIL | {"CCHC_SMTP_PORT": str(port)})
    assert told.problem is not None
    assert "certificate" in told.problem.lower()
    assert received.bodies == []


def test_a_server_that_offers_no_starttls_gets_nothing(failed: RunMessage, received: Received) -> None:
    with mail_server(received) as port:
        (told,) = send_alerts(failed, MAIL | {"CCHC_SMTP_PORT": str(port)})
    assert told.problem is not None
    assert received.bodies == []


@pytest.mark.parametrize("status", [404, 500])
def test_a_webhook_that_refuses_is_reported_and_nothing_is_raised(
    failed: RunMessage, received: Received, status: int
) -> None:
    with webhook_server(received, status) as port:
        (told,) = send_alerts(failed, {"CCHC_ALERT_WEBHOOK": f"http://127.0.0.1:{port}/"})
    assert told == Told("webhook", f"máy chủ trả lời {status}")


def test_a_redirect_is_not_followed(failed: RunMessage, received: Received) -> None:
    elsewhere = Received()
    with webhook_server(elsewhere) as other, webhook_server(received, 307, f"http://127.0.0.1:{other}/") as port:
        (told,) = send_alerts(failed, {"CCHC_ALERT_WEBHOOK": f"http://127.0.0.1:{port}/"})
    assert told.problem == "máy chủ trả lời 307"
    assert elsewhere.bodies == []


def test_a_server_that_never_answers_costs_the_time_out_and_the_other_channel_still_hears(
    failed: RunMessage, received: Received
) -> None:
    with socket.socket() as silent, mail_server(received) as port:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.monotonic()
        told = send_alerts(
            failed,
            MAIL
            | {
                "CCHC_ALERT_WEBHOOK": f"http://127.0.0.1:{silent.getsockname()[1]}/",
                "CCHC_ALERT_TIMEOUT": "0.3",
                "CCHC_SMTP_PORT": str(port),
                "CCHC_SMTP_TLS": "none",
            },
        )
    assert time.monotonic() - started < 5
    assert [one.channel for one in told if one.problem] == ["webhook"]
    assert len(received.bodies) == 1


def test_nobody_listening_is_reported_without_giving_away_the_secret_address(
    failed: RunMessage, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/hooks/s3cr3t"
        with caplog.at_level(logging.INFO):
            (told,) = send_alerts(failed, {"CCHC_ALERT_WEBHOOK": url})
    assert told.problem is not None
    assert "s3cr3t" not in told.problem + caplog.text


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"CCHC_ALERT_WEBHOOK": "file:///etc/passwd"}, "https://"),
        ({"CCHC_ALERT_WEBHOOK": "s3cr3t"}, "https://"),
        ({"CCHC_ALERT_WEBHOOK": "http://127.0.0.1/", "CCHC_ALERT_ON": "sometimes"}, "problems hoặc always"),
        ({"CCHC_ALERT_WEBHOOK": "http://127.0.0.1/", "CCHC_ALERT_TIMEOUT": "soon"}, "CCHC_ALERT_TIMEOUT"),
        ({"CCHC_SMTP_HOST": "mail"}, "CCHC_SMTP_FROM"),
        (MAIL | {"CCHC_SMTP_TLS": "yes"}, "starttls, ssl hoặc none"),
        (MAIL | {"CCHC_SMTP_PORT": "none"}, "CCHC_SMTP_PORT"),
        (MAIL | {"CCHC_SMTP_TLS": "none", "CCHC_SMTP_USER": "u"}, "không gửi mật khẩu"),
    ],
)
def test_a_configuration_that_cannot_be_used_says_so_and_fails_no_run(
    failed: RunMessage, environment: dict[str, str], said: str
) -> None:
    (told,) = send_alerts(failed, environment)
    assert told.channel == "config"
    assert said in str(told.problem)
    assert "s3cr3t" not in str(told.problem)


def test_file_names_with_line_breaks_forge_no_header_and_no_line(received: Received) -> None:
    forged = PutAside("quang-tri/2026/a.pdf\nBcc: x@y.z", "Tệp hỏng.", "Gửi lại.")
    message = RunMessage("kho\r\nBcc: x@y.z", "run", "files", None, put_aside=(forged,), put_aside_count=1)
    with mail_server(received) as port:
        assert send_alerts(message, MAIL | {"CCHC_SMTP_PORT": str(port), "CCHC_SMTP_TLS": "none"}) == (Told("mail"),)
    parsed, text = mail_text(received)
    assert parsed["Bcc"] is None
    assert not [line for line in text.splitlines() if line.startswith("Bcc")]


def test_long_lists_are_cut_and_say_how_many_there_are() -> None:
    files = tuple(PutAside(f"{number}.pdf", "Tệp hỏng.", "") for number in range(30))
    message = RunMessage("kho", "run", "files", "v", put_aside=files, put_aside_count=3000)
    assert "… và 2970 mục nữa" in as_text(message)
    assert as_json(message)["put_aside_count"] == 3000


def test_hostile_file_names_and_words_forge_no_line_header_or_escape() -> None:
    name = (
        "nghe-an/2026/a.pdf\n\nĐã phát hành, mọi kiểm tra đạt\r\nBcc: x@y.z\x1b[2J\u202e<script>alert(1)</script>.pdf"
    )
    message = RunMessage(
        warehouse="kho\r\nBcc: x@y.z",
        run_id="r",
        trigger="files",
        version=None,
        failures=(name,),
        failed_checks=(FailedCheck("dbt", "targets", "value_present", "block", name, 1),),
        put_aside=(PutAside(name, name, name),),
        put_aside_count=1,
    )
    text = as_text(message)
    assert not any(line.startswith(("Bcc:", "Đã phát hành")) for line in text.splitlines())
    assert all(sign == "\n" or sign.isprintable() for sign in text)
    assert "\n" not in message.subject and "\r" not in message.subject
    assert json.loads(json.dumps(as_json(message), ensure_ascii=False))["put_aside"][0]["source_path"] == name
