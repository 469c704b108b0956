"""examples/line.py sends what `circtrack remind` says to LINE, for which a server of the test stands here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from maintain.sessions import environment
from support.program import PROJECT, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="it looks for circtrack as a POSIX shell does"),
]


class Line(HTTPServer):
    """A server that keeps requests, and refuses a key that it knows, or all requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[dict[str, object]] = []
        self.keys: set[str] = set()
        self.refuses = False


class _Handler(BaseHTTPRequestHandler):
    server: Line

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers["X-Line-Retry-Key"]
        status = 401 if self.server.refuses else 409 if key in self.server.keys else 200
        if status == 200:
            assert self.headers["Authorization"] == "Bearer token"
            self.server.taken.append(body)
            self.server.keys.add(key)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b'{"message":"Authentication failed"}' if self.server.refuses else b"{}")

    def log_message(self, *_arguments: object) -> None:
        """Be silent."""


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def send(program: Program, line: Line, *options: str) -> subprocess.CompletedProcess[str]:
    settings = environment(program.database.parent) | {
        "CIRCTRACK_DB": str(program.database),
        "CIRCTRACK_TODAY": "2023-03-21",
        "LINE_URL": f"http://127.0.0.1:{line.server_port}/",
        "LINE_TOKEN": "token",
        "LINE_TO": "group",
        "NO_PROXY": "127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, PROJECT / "examples" / "line.py", *options],
        capture_output=True, text=True, check=False, env=settings,
    )  # fmt: skip


def test_each_text_is_a_message_and_none_is_sent_twice(circtrack: Program, line: Line) -> None:
    province = circtrack.with_chain("จังหวัดชัยภูมิ")
    for _ in range(2):
        done = send(province, line)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    messages = [message for body in line.taken for message in body["messages"]]  # type: ignore[attr-defined]
    assert {body["to"] for body in line.taken} == {"group"}
    assert [len(body["messages"]) for body in line.taken] == [5, 5, 5, 2]  # type: ignore[arg-type]
    assert messages[0]["text"].startswith("ขอให้หน่วยงานต่อไปนี้เร่งบันทึกข้อมูล\n")
    assert "เรียน อำเภอเมืองชัยภูมิ\n" in messages[1]["text"]
    assert not any("---" in message["text"] for message in messages)


def test_nothing_is_sent_where_nothing_is_to_be_said_and_a_refusal_is_told(circtrack: Program, line: Line) -> None:
    district = circtrack.with_chain("อำเภอเทพสถิต")
    line.refuses = True
    done = send(district, line)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'LINE: 401 {"message":"Authentication failed"}\n'
    district.ok("done", "908", *(row["office_code"] for row in district.rows("owing", "908")))
    assert send(district, line).returncode == 0
    assert send(district, line, "--no-such-option").returncode == 2
    assert line.taken == []
