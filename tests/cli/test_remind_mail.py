"""Reminders as mail files and calendars, and through a real server on loopback."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from support.recorded import query
from support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from support.program import Done, Program

pytestmark = pytest.mark.both_engines

ON_DAY = "2023-03-24"
PASSWORD = "ความลับ".encode().hex()


class Postbox:
    """What a server took, and what it is to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.most: int | None = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if address in self.refused:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.most is not None and len(self.mails) >= self.most:
            assert server.transport is not None
            server.transport.close()
            return "421 closing"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


class Loopback(Controller):
    """A server on a free port."""

    @property
    def number(self) -> int:
        return int(self.server.sockets[0].getsockname()[1])  # type: ignore[union-attr]  # it runs

    def _trigger_server(self) -> None:
        # Their own way knocks at the port that was asked for, which is any.
        socket.create_connection(("127.0.0.1", self.number), timeout=PATIENCE).close()


@contextmanager
def running(postbox: Postbox, **how: Any) -> Iterator[Loopback]:
    controller = Loopback(postbox, hostname="127.0.0.1", port=0, **how)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[Loopback]:
    with running(postbox) as controller:
        yield controller


@pytest.fixture
def district(circtrack: Program) -> Program:
    circtrack.with_chain("อำเภอเทพสถิต")
    return circtrack


def configured(program: Program, text: str, **environment: str) -> Program:
    file = program.database.parent / "circtrack.toml"
    file.write_text(text, encoding="utf-8")
    return replace(program, environment={"CIRCTRACK_CONFIG": str(file)} | environment)


ADDRESSES = "office,email\n" + "".join(f"{code},office-{code}@example.go.th\n" for code in (
    "3609", "05360901", "06360902", "06360903", "06360904", "06360905", "06360906")
)  # fmt: skip


def mailing(program: Program, server: Loopback, more: str = "security = 'none'\n", **environment: str) -> Program:
    (program.database.parent / "addresses.csv").write_text(ADDRESSES, encoding="utf-8")
    return configured(
        program,
        f"[remind]\naddresses = 'addresses.csv'\n[smtp]\nhost = '127.0.0.1'\nport = {server.number}\n"
        f"from = 'saraban@example.go.th'\n{more}",
        **environment,
    )


def recorded(program: Program) -> int:
    return int(query(program.database, "SELECT count(*) FROM reminder WHERE channel = 'smtp'")[0][0])


def test_a_name_before_the_sender_s_address_is_kept(district: Program, server: Loopback, postbox: Postbox) -> None:
    program = mailing(district, server)
    file = Path(program.environment["CIRCTRACK_CONFIG"])
    named = "from = 'งานสารบรรณ <saraban@example.go.th>'"
    file.write_text(file.read_text("utf-8").replace("from = 'saraban@example.go.th'", named), encoding="utf-8")
    program.ok("remind", "--smtp", today=ON_DAY)
    assert [mail["From"] for mail in postbox.mails] == ["งานสารบรรณ <saraban@example.go.th>"]


def test_one_mail_to_each_who_must_act(district: Program, server: Loopback, postbox: Postbox) -> None:
    program = mailing(district, server)
    done = program.run("remind", "--smtp", "--lang", "th", today=ON_DAY)
    assert (done.status, done.out) == (0, "")
    (mail,) = postbox.mails
    assert mail["To"] == "อำเภอเทพสถิต <office-3609@example.go.th>"
    assert mail["From"] == "อำเภอเทพสถิต <saraban@example.go.th>"
    assert mail["Subject"] == (
        "ขอให้เร่งบันทึกข้อมูล ค้าง ๖ แห่ง ครบกำหนด ๒๔ มีนาคม ๒๕๖๖ (ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น)"
    )
    plain, page = (body(mail, kind) for kind in ("plain", "html"))
    assert "ยังไม่บันทึก ๖ แห่ง\n๑. ทต.เทพสถิต" in plain
    assert "<b>ยังไม่บันทึก ๖ แห่ง</b>" in page
    assert "<li>ทต.เทพสถิต</li>" in page
    assert "http" not in page
    assert recorded(program) == 6
    again = program.ok("remind", "--smtp", today=ON_DAY)
    assert (again.out, again.err, len(postbox.mails)) == ("", "", 1)


def test_a_dry_run_shows_to_whom_and_sends_nothing(district: Program, server: Loopback, postbox: Postbox) -> None:
    program = mailing(district, server)
    done = program.ok("remind", "--smtp", "--dry-run", today=ON_DAY)
    assert "to อำเภอเทพสถิต <office-3609@example.go.th>: Data entry still owed by 6 offices" in done.err
    assert "not entered: 6" in done.out
    assert (postbox.mails, recorded(program)) == ([], 0)


def test_after_a_failure_the_rest_is_sent_and_nothing_twice(
    district: Program, server: Loopback, postbox: Postbox
) -> None:
    program = mailing(district, server)
    postbox.most = 2
    done = program.run("remind", "--smtp", "--each", today=ON_DAY)
    assert done.status == 1
    assert "failed after 2 of 6 reminders" in done.err
    assert "run again sends the rest" in done.err
    assert done.err.count("\n") == 1
    assert recorded(program) == 2
    postbox.most = None
    program.ok("remind", "--smtp", "--each", today=ON_DAY)
    to = [mail["To"].addresses[0].addr_spec for mail in postbox.mails]
    assert sorted(to) == sorted(line.partition(",")[2] for line in ADDRESSES.splitlines()[2:])
    assert recorded(program) == 6


def test_an_address_that_is_refused_keeps_no_other_from_its_mail(
    district: Program, server: Loopback, postbox: Postbox
) -> None:
    program = mailing(district, server)
    postbox.refused = {"office-06360903@example.go.th"}
    done = program.run("remind", "--smtp", "--each", today=ON_DAY)
    assert done.status == 1
    assert "5 of 6 reminders were sent" in done.err
    assert "องค์การบริหารส่วนตำบลบ้านไร่: office-06360903@example.go.th 550 no such box" in done.err
    assert (len(postbox.mails), recorded(program)) == (5, 5)


def test_an_office_without_an_address_is_told_and_the_others_are_written_to(
    district: Program, server: Loopback, postbox: Postbox
) -> None:
    program = mailing(district, server)
    (district.database.parent / "addresses.csv").write_text(
        "office,email\nอบต.บ้านไร่,a@example.go.th\nอบต.บ้านไร่,b@example.go.th\n", encoding="utf-8"
    )
    done = program.run("remind", "--smtp", "--each", today=ON_DAY)
    assert done.status == 1
    assert "เทศบาลตำบลเทพสถิต: no address in" in done.err
    (mail,) = postbox.mails
    assert [each.addr_spec for each in mail["To"].addresses] == ["a@example.go.th", "b@example.go.th"]
    assert recorded(program) == 1


def test_a_server_that_is_not_there_is_told(district: Program, postbox: Postbox) -> None:
    with running(postbox) as gone:
        program = mailing(district, gone)
    done = program.run("remind", "--smtp", today=ON_DAY)
    assert done.status == 1
    assert "The mail server 127.0.0.1 failed after 0 of 1 reminder" in done.err
    assert recorded(program) == 0


@pytest.mark.parametrize(
    ("smtp", "message"),
    [
        ("", "Mail needs the setting smtp.host"),
        ("host = 'x'\nsecurity = 'tls'\n", "smtp.security is tls; there are: starttls, ssl, none"),
        ("host = 'x'\nuser = 'u'\n", "CIRCTRACK_SMTP_PASSWORD"),
        ("host = 'x'\n", "Mail needs the setting smtp.from"),
        ("host = 'x'\nfrom = 'x'\n", "smtp.from is x, which is no e-mail address"),
        ("host = 'x'\nfrom = 'a@b.th'\n", "Mail needs the setting remind.addresses"),
        ("host = 'x'\npassword = 'p'\n", "no setting smtp.password"),
    ],
)
def test_what_is_missing_in_the_settings_is_told(district: Program, smtp: str, message: str) -> None:
    done = configured(district, f"[smtp]\n{smtp}").run("remind", "--smtp", today=ON_DAY)
    assert done.status == 2
    assert message in done.err


def test_a_password_is_never_sent_in_the_clear(district: Program, server: Loopback) -> None:
    program = mailing(district, server, "security = 'none'\nuser = 'u'\n", CIRCTRACK_SMTP_PASSWORD=PASSWORD)
    done = program.run("remind", "--smtp", today=ON_DAY)
    assert done.status == 2
    assert "would be open to read" in done.err


@pytest.mark.parametrize(
    ("text", "message", "status"),
    [
        ("office,post\n", "has no column email", 2),
        ("office,email\n3609,nobody\nอำเภอไม่มี,a@b.th\n", "line 2: 'nobody' is no e-mail address.", 4),
        ('office,email\n3609,"a@b.th\nBcc: x@y.th"\n', "is no e-mail address", 4),
    ],
)
def test_a_bad_list_of_addresses_is_told(
    district: Program, server: Loopback, postbox: Postbox, text: str, message: str, status: int
) -> None:
    program = mailing(district, server)
    (district.database.parent / "addresses.csv").write_text(text, encoding="utf-8")
    done = program.run("remind", "--smtp", today=ON_DAY)
    assert (done.status, postbox.mails) == (status, [])
    assert message in done.err


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of our own for 127.0.0.1, and its key."""
    import ipaddress
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


def signing_in(
    program: Program, postbox: Postbox, security: str, *, trusted: bool = True, password: str = PASSWORD
) -> Done:
    """Send through a server that wants an encrypted line and a password."""
    public, private = certificate(program.database.parent)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)

    def check(_server: object, _session: object, _envelope: object, _mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (b"u", PASSWORD.encode())
        return AuthResult(success=right, handled=right)

    how: dict[str, Any] = {"ssl_context": context} if security == "ssl" else {"tls_context": context}
    environment = {"CIRCTRACK_SMTP_PASSWORD": password} | ({"SSL_CERT_FILE": str(public)} if trusted else {})
    with running(
        postbox,
        authenticator=check,
        auth_required=security != "ssl",
        auth_require_tls=security != "ssl",
        require_starttls=security != "ssl",
        **how,
    ) as controller:
        more = f"security = '{security}'\nuser = 'u'\n"
        return mailing(program, controller, more, **environment).run("remind", "--smtp", today=ON_DAY)


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_it_signs_in_over_an_encrypted_line(district: Program, postbox: Postbox, security: str) -> None:
    done = signing_in(district, postbox, security)
    assert done.status == 0, done.err
    assert len(postbox.mails) == 1
    assert PASSWORD not in "".join(map(str, query(district.database, "SELECT * FROM journal")))


def test_a_server_that_nobody_vouches_for_gets_nothing(district: Program, postbox: Postbox) -> None:
    done = signing_in(district, postbox, "starttls", trusted=False)
    assert (done.status, postbox.mails) == (1, [])
    assert "certificate" in done.err.lower()


def test_a_wrong_password_is_told_without_it(district: Program, postbox: Postbox) -> None:
    done = signing_in(district, postbox, "starttls", password="wrong-one")
    assert (done.status, postbox.mails) == (1, [])
    assert "535" in done.err
    assert "wrong-one" not in done.err


def test_mail_files_are_drafts_that_stay_the_same(district: Program) -> None:
    folder = district.database.parent / "mails"
    district.ok("remind", "--eml", folder, today=ON_DAY)
    (file,) = folder.iterdir()
    assert file.name == "2023-03-24-3609.eml"
    first = file.read_bytes()
    mail = message_from_bytes(first, policy=policy.default)
    assert mail["Subject"] == (
        "Data entry still owed by 6 offices, due 2023-03-24: ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น"
    )
    assert mail["X-Unsent"] == "1"
    assert mail["Message-ID"].endswith("@circtrack.invalid>")
    assert mail["Content-Language"] == "en"
    assert mail["Date"].datetime.isoformat() == "2023-03-24T00:00:00+07:00"
    assert "อบต.บ้านไร่" in body(mail, "plain")
    assert b"\n" not in first.replace(b"\r\n", b"")
    district.ok("remind", "--eml", folder, today=ON_DAY)
    assert file.read_bytes() == first


def test_another_digest_is_another_mail(district: Program) -> None:
    folder = district.database.parent / "mails"
    district.ok("remind", "--eml", folder, "--each", today=ON_DAY)
    numbers = {message_from_bytes(file.read_bytes())["Message-ID"] for file in folder.iterdir()}
    assert len(numbers) == 6


def test_the_calendar_has_the_deadline_as_a_whole_day(district: Program) -> None:
    file = district.database.parent / "deadlines.ics"
    district.ok("remind", "--all", "--ics", file)
    event = events(file)[0]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2023, 3, 24), date(2023, 3, 25))
    assert event["summary"] == "Due: ศูนย์ช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น (มท 0810.7/ว 908)"
    assert event["description"].splitlines()[2].startswith("ทต.เทพสถิต, อบต.นายางกลัก, ")
    assert max(map(len, file.read_bytes().split(b"\r\n"))) <= 75


def test_a_deadline_that_moves_keeps_its_place_in_the_calendar(district: Program) -> None:
    file = district.database.parent / "deadlines.ics"
    district.ok("remind", "--all", "--ics", file)
    (before,) = events(file)
    district.ok("extend", "908", "--to", "2023-03-31", "--reason", "ระบบล่ม")
    district.ok("remind", "--all", "--ics", file)
    (after,) = events(file)
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt == date(2023, 3, 31)
    district.ok("extend", "908", "อบต.บ้านไร่", "--to", "2023-04-07", "--reason", "น้ำท่วม")
    district.ok("remind", "--all", "--ics", file)
    both = events(file)
    assert [event["dtstart"].dt.isoformat() for event in both] == ["2023-03-31", "2023-04-07"]
    assert both[0]["uid"] == before["uid"] != both[1]["uid"]


def test_a_calendar_is_told_what_changed_and_what_is_done(district: Program) -> None:
    file = district.database.parent / "deadlines.ics"
    district.ok("remind", "--all", "--ics", file)
    (event,) = events(file)
    assert (event["sequence"], event["status"]) == (0, "CONFIRMED")
    (alarm,) = event.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(hours=-15))
    district.ok("extend", "908", "--to", "2023-03-31", "--reason", "ระบบล่ม")
    district.ok("remind", "--all", "--ics", file)
    assert events(file)[0]["sequence"] == 1
    for row in district.rows("owing", "908"):
        district.ok("done", "908", row["office_code"])
    district.ok("remind", "--all", "--ics", file)
    (done,) = [each for each in events(file) if each["uid"] == event["uid"]]
    assert (done["sequence"], done["status"], done.walk("VALARM")) == (2, "CANCELLED", [])


def test_text_is_escaped_in_the_calendar() -> None:
    from circtrack.render.calendar import calendar

    deadline = {
        "key": "k", "title": "ก; ข, ค\\ง\nจ", "system": "", "number": "1", "subject": "", "due_on": date(2023, 3, 24),
        "offices": ["อำเภอ;ก"], "sequence": 0, "rounds": "", "settled": False,
    }  # fmt: skip
    text = calendar([deadline], date(2023, 3, 20))
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["summary"] == "Due: ก; ข, ค\\ง จ (1)"
    assert event["description"] == "อำเภอ;ก"


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def events(file: Path) -> list[Any]:
    return list(icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))
