"""`circtrack config set` and `unset`: what is wrong is said at once, and all else in the file stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.program import Program

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """# ours
db = "circulars.db"  # on the share

[remind]
days_before = [7, 3] # a week, three days
every_overdue = 3

[smtp]
host = "mail.go.th"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own" / "circtrack.toml"


@pytest.fixture
def program(tmp_path: Path, file: Path) -> Program:
    return Program(tmp_path / "circtrack.db", environment={"CIRCTRACK_CONFIG": str(file)})


def written(file: Path) -> Path:
    file.parent.mkdir()
    file.write_text(BEFORE, encoding="utf-8")
    return file


def test_a_file_is_made_and_filled(program: Program, file: Path) -> None:
    said = program.ok("config", "set", "office.phone", "๐ ๔๔๘๕ ๕๐๖๖").err
    program.ok("config", "set", "lang", "th")
    assert said == f"office.phone is set in {file}.\n"
    assert file.read_text(encoding="utf-8") == 'lang = "th"\n\n[office]\nphone = "๐ ๔๔๘๕ ๕๐๖๖"\n'


def test_comments_and_other_settings_stay(program: Program, file: Path) -> None:
    written(file)
    program.ok("config", "set", "remind.days_before", "10, 5,1")
    program.ok("config", "set", "remind.on_day", "no")
    program.ok("config", "unset", "remind.every_overdue")
    program.ok("config", "set", "office.section", 'งาน "ธุรการ"')
    assert file.read_text(encoding="utf-8") == (
        BEFORE.replace("days_before = [7, 3] # a week, three days\nevery_overdue = 3\n",
                       "days_before = [10, 5, 1]\non_day = false\n")
        + '\n[office]\nsection = "งาน \\"ธุรการ\\""\n'
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["set", "office.phon", "1"], "no setting office.phon. There are: office.phone"),
        (["set", "phone", "1"], "There are: office.phone"),
        (["set", "dates", "thaii"], "dates cannot be thaii; expected is one of 'thai', 'iso'"),
        (["set", "remind.days_before", "7,x"], "remind.days_before cannot be 7,x"),
        (["set", "remind.on_day", "perhaps"], "expected is true or false"),
        (["set", "smtp.port", "x1"], "smtp.port cannot be x1"),
        (["set", "smtp.security", "tls"], "there are: starttls, ssl, none"),
        (["set", "smtp.from", "saraban"], "saraban is no e-mail address"),
        (["set", "office.acting", "แทน"], "There are: รักษาราชการแทน"),
        (["set", "remind.addresses", "nowhere.csv"], "nowhere.csv is not there"),
        (["set", "office.phone"], "Write `circtrack config`"),
        (["put", "office.phone", "1"], "Write `circtrack config`"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changed(
    program: Program, file: Path, command: list[str], message: str
) -> None:
    written(file)
    done = program.run("config", *command)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert file.read_text(encoding="utf-8") == BEFORE


def test_what_cannot_be_changed_by_lines_is_left_to_a_person(program: Program, file: Path) -> None:
    file.parent.mkdir()
    text = "[remind]\ndays_before = [\n  7,\n]\n"
    file.write_text(text, encoding="utf-8")
    done = program.run("config", "set", "remind.days_before", "3")
    assert done.status == 2
    assert "cannot be changed from here" in done.err
    assert file.read_text(encoding="utf-8") == text


def test_the_language_may_be_set(file: Path) -> None:
    from circtrack import config_file

    file.parent.mkdir()
    for text, language in [('lang = "th" # ours\n', "th"), ("\ndb = 'x'\nlang='en'\n", "en"), ("[a]\nlang='th'\n", "")]:
        file.write_text(text, encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CIRCTRACK_CONFIG", str(file))
            assert config_file.find_language() == language


def test_on_linux_the_folder_is_what_platformdirs_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_config_path

    from circtrack.config_file import config_path

    monkeypatch.delenv("CIRCTRACK_CONFIG", raising=False)
    assert config_path().parent == user_config_path("circtrack", appauthor=False)
