from __future__ import annotations

from pathlib import Path

import pytest

from circtrack.config import SETTINGS, Setting, setting, value_of
from circtrack.errors import FileError
from circtrack.place import Server


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "circtrack.toml"
    path.parent.mkdir()
    monkeypatch.setenv("CIRCTRACK_CONFIG", str(path))
    for each in SETTINGS:
        if each.variable:
            monkeypatch.delenv(each.variable, raising=False)
    return path


def test_without_a_file_the_default_holds(file: Path) -> None:
    assert not file.exists()
    assert value_of("off_days") == (None, "default")


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('db = "/there/circulars.db"\n', encoding="utf-8")
    assert value_of("db") == (Path("/there/circulars.db"), "file")
    monkeypatch.setenv("CIRCTRACK_DB", "here.db")
    assert value_of("db") == (Path("here.db"), "environment")


def test_a_path_counts_from_the_folder_of_the_file(file: Path) -> None:
    file.write_text('off_days = "days/own.txt"\n', encoding="utf-8")
    assert setting("off_days") == file.parent / "days" / "own.txt"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("db = \n", "is not TOML"),
        ("daatbase = 'x'\n", "no setting daatbase"),
        ("db = 3\n", "db is 3; expected is a path"),
        ("[remind]\nno_such = 1\n", "no setting remind.no_such"),
    ],
)
def test_what_is_no_setting_is_told_with_its_file(file: Path, text: str, message: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        setting("db")
    assert message in str(caught.value)
    assert str(file) in str(caught.value)


def test_every_setting_has_a_name_of_its_own() -> None:
    names = [each.name for each in SETTINGS]
    assert len(set(names)) == len(names)
    assert all(isinstance(each, Setting) and each.meaning for each in SETTINGS)


def test_a_database_on_a_server_is_named_in_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "circtrack.toml"
    file.write_text('db = "postgresql://clerk:S3cr3t@host/name"\n', encoding="utf-8")
    monkeypatch.delenv("CIRCTRACK_DB", raising=False)
    monkeypatch.setenv("CIRCTRACK_CONFIG", str(file))
    value, source = value_of("db")
    assert (value, source) == (Server("postgresql://clerk:S3cr3t@host/name"), "file")
    assert str(value) == "postgresql://clerk@host/name"
