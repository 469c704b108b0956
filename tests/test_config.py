from __future__ import annotations

from pathlib import Path

import pytest

from circtrack.config import Settings, declared_settings, every_setting, settings
from circtrack.errors import FileError
from circtrack.place import Server


def value_of(name: str) -> tuple[object, str]:
    """What holds for a setting, and where that was said."""
    return next((value, source) for each, value, source in every_setting() if each.name == name)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "circtrack.toml"
    path.parent.mkdir()
    monkeypatch.setenv("CIRCTRACK_CONFIG", str(path))
    for each in declared_settings():
        if each.variable:
            monkeypatch.delenv(each.variable, raising=False)
    return path


def test_without_a_file_the_default_holds(file: Path) -> None:
    assert not file.exists()
    assert value_of("off_days") == (None, "default")
    assert settings() == Settings()


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('db = "/there/circulars.db"\n', encoding="utf-8")
    assert value_of("db") == (Path("/there/circulars.db"), "file")
    monkeypatch.setenv("CIRCTRACK_DB", "here.db")
    assert value_of("db") == (Path("here.db"), "environment")


def test_a_path_counts_from_the_folder_of_the_file(file: Path) -> None:
    file.write_text('off_days = "days/own.txt"\n', encoding="utf-8")
    assert settings().off_days == file.parent / "days" / "own.txt"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("db = \n", "is not TOML"),
        ("daatbase = 'x'\n", "no setting daatbase"),
        ("db = 3\n", "db is 3; expected is a path"),
        ("[check]\nreceipt_days = -1\n", "check.receipt_days is -1; expected is a whole number"),
        ("[check]\nnear_days = true\n", "check.near_days is True; expected is a whole number"),
        ("[remind]\ndays_before = [7, '3']\n", "remind.days_before is [7, '3']; expected is a list of whole numbers"),
        ("[remind]\non_day = 1\n", "remind.on_day is 1; expected is true or false"),
        ("[smtp]\nhost = 25\n", "smtp.host is 25; expected is a text"),
        ("[smtp]\nfrom_ = 'x'\n", "no setting smtp.from_"),
        ("[remind]\nno_such = 1\n", "no setting remind.no_such"),
    ],
)
def test_what_is_no_setting_is_told_with_its_file(file: Path, text: str, message: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        settings()
    assert message in str(caught.value)
    assert str(file) in str(caught.value)


def test_every_setting_has_a_name_of_its_own() -> None:
    names = [each.name for each in declared_settings()]
    assert len(set(names)) == len(names)
    assert all(each.meaning for each in declared_settings())


def test_a_database_on_a_server_is_named_in_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "circtrack.toml"
    file.write_text('db = "postgresql://clerk:S3cr3t@host/name"\n', encoding="utf-8")
    monkeypatch.delenv("CIRCTRACK_DB", raising=False)
    monkeypatch.setenv("CIRCTRACK_CONFIG", str(file))
    value, source = value_of("db")
    assert (value, source) == (Server("postgresql://clerk:S3cr3t@host/name"), "file")
    assert str(value) == "postgresql://clerk@host/name"


def test_what_is_set_comes_by_sections_and_their_types(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(
        "[check]\nnear_days = 3\n[remind]\ndays_before = [5, 1]\naddresses = 'list.csv'\n[smtp]\nfrom = 'a@b.th'\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("CIRCTRACK_OFF_DAYS", "here.txt")
    by = settings()
    assert (by.check.receipt_days, by.check.near_days) == (15, 3)
    assert (by.remind.days_before, by.remind.addresses) == ((5, 1), file.parent / "list.csv")
    assert (by.smtp.from_, by.smtp.security, by.off_days) == ("a@b.th", "starttls", Path("here.txt"))


def test_the_file_is_read_once(file: Path) -> None:
    file.write_text("[check]\nnear_days = 3\n", encoding="utf-8")
    assert settings().check.near_days == 3
    file.write_text("[check]\nnear_days = 4\n", encoding="utf-8")
    assert settings().check.near_days == 3
