"""What export writes, import reads back to the byte; what is not what was exported is refused whole."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from support.histories import OPERATIONS
from support.laws import law
from support.recorded import dump, query, recorded
from support.servers import contents, open_for_reading, opened, own_folder, place

from circtrack.errors import BadRowsError, CirctrackError, ConflictError, FileError, InputError
from circtrack.transfer.export import check_manifest, export, hash_file, import_folder

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.both_engines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "circtrack.db")


def exported(path: Path, folder: Path, *, redact: bool = False) -> Path:
    with closing(open_for_reading(path)) as connection:
        export(connection, folder, redact=redact)
    return folder


def imported(folder: Path, path: Path) -> int:
    return import_folder(place(path), folder)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@law(10, 2, operations=st.lists(OPERATIONS, max_size=4))
def test_export_import_export_is_byte_identical(operations: list[tuple[Any, ...]]) -> None:
    with own_folder() as folder:
        path = recorded(folder / "circtrack.db")
        for act, *arguments in operations:
            try:
                act(path, *arguments)
            except InputError:
                continue  # a deadline is not moved back: nothing was recorded
        first = exported(path, folder / "first")
        imported(first, folder / "new.db")
        assert files(exported(folder / "new.db", folder / "second")) == files(first)
        assert dump(folder / "new.db") == dump(path)


def test_csv_holds_the_same_cells_as_the_lines(path: Path, tmp_path: Path) -> None:
    folder = exported(path, tmp_path / "out")
    lines = [json.loads(line) for line in (folder / "letter.jsonl").read_text(encoding="utf-8").splitlines()]
    with (folder / "letter.csv").open(encoding="utf-8", newline="") as stream:
        cells = list(csv.DictReader(stream))
    assert [row["number"] for row in cells] == [row["number"] for row in lines]
    assert check_manifest(folder)["files"]["letter.csv"]["rows"] == len(cells) == 3


def test_redacted_there_is_no_person_no_telephone_and_no_journal(path: Path, tmp_path: Path) -> None:
    with closing(open_for_reading(path)) as connection:
        names = {row[0] for row in connection.execute("SELECT signatory FROM letter") if row[0]}
        phones = {line for (cell,) in connection.execute("SELECT phones FROM letter") for line in cell.splitlines()}
    folder = exported(path, tmp_path / "out", redact=True)
    everything = "".join(text.decode() for text in files(folder).values())
    assert not [each for each in names | phones if each in everything]
    assert not (folder / "journal.jsonl").exists()
    imported(folder, tmp_path / "new.db")
    assert query(tmp_path / "new.db", "SELECT count(*) FROM obligation") == query(
        path, "SELECT count(*) FROM obligation"
    )


def refused(folder: Path, path: Path, kind: type[CirctrackError], match: str) -> CirctrackError:
    with pytest.raises(kind, match=match) as caught:
        imported(folder, path)
    assert contents(path) is None
    return caught.value


def test_a_file_that_was_changed_or_is_missing_is_refused(path: Path, tmp_path: Path) -> None:
    folder = exported(path, tmp_path / "out")
    (folder / "task.jsonl").write_text("\n", encoding="utf-8")
    refused(folder, tmp_path / "new.db", FileError, r"task\.jsonl is not what was exported")
    (folder / "task.jsonl").unlink()
    refused(folder, tmp_path / "new.db", FileError, r"task\.jsonl is missing")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    refused(folder, tmp_path / "new.db", FileError, "no manifest of an export")


def _with(folder: Path, name: str, text: str) -> None:
    """The file with another text, and the manifest as if that had been exported."""
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name]["sha256"] = hash_file(folder / name)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_every_bad_line_is_named(path: Path, tmp_path: Path) -> None:
    folder = exported(path, tmp_path / "out")
    good = (folder / "setting.jsonl").read_text(encoding="utf-8")
    _with(folder, "setting.jsonl", good + '{"name": \n{"name":"a","evil); DROP TABLE letter; --":1}\n["x"]\n' + good)
    error = refused(folder, tmp_path / "new.db", BadRowsError, "4 lines cannot be taken")
    assert [str(each).split(":")[0].split(", ")[-1] for each in error.details] == [f"line {n}" for n in (2, 3, 4, 5)]


def test_rows_that_name_what_is_not_there_are_refused(path: Path, tmp_path: Path) -> None:
    folder = exported(path, tmp_path / "out")
    _with(folder, "office.jsonl", "")
    refused(folder, tmp_path / "new.db", FileError, "does not hold together")


def test_a_path_outside_the_folder_is_refused(path: Path, tmp_path: Path) -> None:
    folder = exported(path, tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "secret.jsonl").write_text("", encoding="utf-8")
    manifest["files"]["../secret.jsonl"] = {"rows": 0, "sha256": hash_file(tmp_path / "secret.jsonl")}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    refused(folder, tmp_path / "new.db", FileError, "secret")


def test_a_database_that_holds_something_is_not_filled(path: Path, tmp_path: Path) -> None:
    folder = exported(path, tmp_path / "out")
    before = dump(path)
    with pytest.raises(ConflictError):
        imported(folder, path)
    assert dump(path) == before


def test_classified_letters_are_exported_on_an_explicit_word_only(path: Path, tmp_path: Path) -> None:
    with opened(path) as connection:
        connection.execute("UPDATE letter SET secrecy = 'ลับ' WHERE number = 'ชย 0023.14/708'")
    with pytest.raises(InputError, match="1 letter marked"):
        exported(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with closing(open_for_reading(path)) as reading:
        export(reading, tmp_path / "out", include_secret=True)
    imported(tmp_path / "out", tmp_path / "new.db")
    assert dump(tmp_path / "new.db") == dump(path)
