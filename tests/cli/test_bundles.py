"""`bundle` and `merge` as commands: what they say, and that hostile files are refused with nothing changed."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import struct
import time
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.program import CHAIN, Program, contents
from support.servers import copied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

pytestmark = pytest.mark.both_engines

MEMBERS = ("manifest.json", "letters.jsonl", "said.jsonl")
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A province's database that has the chain, and a bundle that a district made for it."""
    folder = tmp_path_factory.mktemp("bundles")
    district, province = Program(folder / "district.db"), Program(folder / "province.db")
    for program, office in ((district, "อำเภอเทพสถิต"), (province, "จ.ชัยภูมิ")):
        program.ok("init", "--office", office)
        program.ok("read", CHAIN, "--yes")
    district.ok("done", "908", "อบต.โป่งนก", "--on", "2023-03-17")
    district.ok("receive", "708", "ทต.เทพสถิต", "--on", "2023-03-13")
    file = folder / "x.circtrack"
    district.ok("bundle", "908", "--for", "จ.ชัยภูมิ", "--output", file)
    return province.database, file.read_bytes()


@pytest.fixture
def province(made: tuple[Path, bytes], tmp_path: Path) -> Program:
    copied(made[0], tmp_path / "circtrack.db")
    return Program(tmp_path / "circtrack.db")


@pytest.fixture
def good(made: tuple[Path, bytes]) -> bytes:
    return made[1]


def test_what_a_clerk_is_told(province: Program, good: bytes) -> None:
    file = province.database.parent / "x.circtrack"
    file.write_bytes(good)
    assert province.ok("merge", file).err.splitlines() == [
        "Receipts and reports of work: 2 new, 0 updated, 0 so already."
    ]
    assert province.ok("merge", "-", given=good).err.splitlines() == [
        "Receipts and reports of work: 0 new, 0 updated, 2 so already."
    ]
    assert province.rows("owing", "908", "--state", "done")[0]["office_name"] == "องค์การบริหารส่วนตำบลโป่งนก"
    assert "took in 3609" in province.ok("log").out
    province.ok("undo")
    assert province.rows("owing", "908", "--state", "done") == []


def test_the_file_is_named_by_letter_year_and_office(province: Program) -> None:
    done = province.ok("bundle", "708", "--for", "3609")
    assert (province.database.parent / "708-2566-3609.circtrack").exists()
    assert "708-2566-3609.circtrack holds 3 letters" in done.err


def test_a_database_of_nobody_makes_no_bundle(tmp_path: Path) -> None:
    nobody = Program(tmp_path / "circtrack.db")
    nobody.ok("read", CHAIN, "--yes")
    done = nobody.run("bundle", "908", "--for", "36")
    assert done.status == 2
    assert "circtrack init --office" in done.err


# Hostile files: how each is made of a good one, the exit code, and what the message must have.


def unpacked(good: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(good)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def packed(members: Sequence[tuple[str | zipfile.ZipInfo, bytes]], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as bundle:
        for name, content in members:
            bundle.writestr(name, content)
    return out.getvalue()


def honest(parts: Parts, **head: Any) -> bytes:
    """Packed with a manifest that fits its members: only what they say is false."""
    manifest = json.loads(parts["manifest.json"]) | head
    manifest["members"] = {
        name: {"rows": parts[name].count(b"\n"), "sha256": hashlib.sha256(parts[name]).hexdigest()}
        for name in MEMBERS[1:]
    }
    members = {"manifest.json": json.dumps(manifest).encode(), **{name: parts[name] for name in MEMBERS[1:]}}
    return packed(list(members.items()))


def with_rows(member: str, change: Callable[[list[dict[str, Any]]], None]) -> Callable[[bytes], bytes]:
    """The bundle with rows changed, its hashes right."""

    def make(good: bytes) -> bytes:
        parts = unpacked(good)
        rows = [json.loads(line) for line in parts[member].splitlines()]
        change(rows)
        parts[member] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        return honest(parts)

    return make


def with_line(line: bytes, member: str = "said.jsonl") -> Callable[[bytes], bytes]:
    """The bundle with one line more, its hashes right."""

    def make(good: bytes) -> bytes:
        parts = unpacked(good)
        parts[member] += line + b"\n"
        return honest(parts)

    return make


def said(change: Callable[[dict[str, Any]], Any], kind: str = "work") -> Callable[[bytes], bytes]:
    """One row of what is said changed: the report of work, the receipt, or the root letter's version."""

    def which(row: dict[str, Any]) -> bool:
        if kind == "letter":
            return not row["task"] and not row["office"] and row["letter"][0] == "dla"
        return bool(row["value"]) and bool(row["office"]) and bool(row["task"]) == (kind == "work")

    return with_rows("said.jsonl", lambda rows: change(next(row for row in rows if which(row))))


def renamed(name: str) -> Callable[[bytes], bytes]:
    return lambda good: packed(
        [(name if each == "said.jsonl" else each, content) for each, content in unpacked(good).items()]
    )


def bomb(good: bytes) -> bytes:
    parts = unpacked(good)
    return packed([*list(parts.items())[:2], ("said.jsonl", b" " * 60_000_000)])


def lying_bomb(good: bytes) -> bytes:
    """Its head says that a member is small; it is not."""
    made = bytearray(bomb(good))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.rindex(mark)
        struct.pack_into("<L", made, place + at, 1000)
    return bytes(made)


def ten_million_rows(good: bytes) -> bytes:
    parts = unpacked(good)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name in MEMBERS[:2]:
            bundle.writestr(name, parts[name])
        with bundle.open("said.jsonl", "w") as stream:
            for _ in range(100):
                stream.write(b"1\n" * 100_000)
    return out.getvalue()


def many_lists(good: bytes) -> bytes:
    """Some megabytes that would be a gigabyte of values, were they all kept; not packed, so that no ratio shows it."""
    parts = unpacked(good)
    parts["said.jsonl"] += (b"[" + b"[]," * 600_000 + b"0]\n") * 16
    return packed(list(unpacked(honest(parts)).items()), compression=zipfile.ZIP_STORED)


def half_a_surrogate(good: bytes) -> bytes:
    parts = unpacked(good)
    parts["said.jsonl"] = parts["said.jsonl"].replace(b'"progress":', b'"note":"\\ud800","progress":')
    return honest(parts)


def rows_beyond(good: bytes) -> bytes:
    parts = unpacked(good)
    parts["said.jsonl"] += b"{}\n" * 200_001
    return honest(parts)


def link(good: bytes) -> bytes:
    parts = unpacked(good)
    odd = zipfile.ZipInfo("said.jsonl")
    odd.create_system, odd.external_attr = 3, 0o120777 << 16
    return packed([*list(parts.items())[:2], (odd, b"/etc/passwd")])


def encrypted(good: bytes) -> bytes:
    made = bytearray(good)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.rindex(mark) + at] |= 1
    return bytes(made)


def twice(good: bytes) -> bytes:
    parts = list(unpacked(good).items())
    with pytest.warns(UserWarning, match="Duplicate"):
        return packed([parts[0], parts[1], parts[1]])


def tampered(good: bytes) -> bytes:
    parts = unpacked(good)
    parts["said.jsonl"] = parts["said.jsonl"].replace(b"2023-03-17", b"2023-03-16")
    return packed(list(parts.items()))


def many_members(good: bytes) -> bytes:
    return packed([*unpacked(good).items(), *((f"{number}", b"") for number in range(5000))])


def manifest(text: bytes) -> Callable[[bytes], bytes]:
    return lambda good: packed(list((unpacked(good) | {"manifest.json": text}).items()))


def head(**values: Any) -> Callable[[bytes], bytes]:
    return lambda good: honest(unpacked(good), **values)


def set_to(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda row: row.__setitem__(name, value)


def value_set_to(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda row: row["value"].__setitem__(name, value)


SAID_TWICE = with_rows("said.jsonl", lambda rows: rows.append(rows[0]))
HOSTILE: dict[str, tuple[Callable[[bytes], bytes], int, str]] = {
    # the file
    "empty": (lambda _: b"", 2, "damaged or no bundle"),
    "text": (lambda _: "ที่ มท 0810.7/ว 908".encode() * 10, 2, "damaged or no bundle"),
    "cut short": (lambda good: good[:-30], 2, "damaged or no bundle"),
    "a byte turned": (lambda good: good[:900] + bytes([good[900] ^ 255]) + good[901:], 2, "x.circtrack"),
    "bytes missing inside": (lambda good: good[:700] + good[703:], 2, "damaged or no bundle"),
    "something behind": (lambda good: good + b"MZ", 2, "damaged or no bundle"),
    "too large": (lambda good: good + b"\0" * 33 * 1024 * 1024, 2, "larger than a bundle may be"),
    "zip bomb": (bomb, 2, "far more than it holds"),
    "zip bomb that lies": (lying_bomb, 2, "x.circtrack"),
    "ten million rows": (ten_million_rows, 2, "differs from the manifest"),
    "millions of lists": (many_lists, 4, "16 lines cannot be taken"),
    "rows beyond the most": (rows_beyond, 2, "more rows"),
    "path outside": (renamed("../../said.jsonl"), 2, "members are not those"),
    "absolute path": (renamed("/etc/said.jsonl"), 2, "members are not those"),
    "Windows path": (renamed("..\\said.jsonl"), 2, "members are not those"),
    "folder": (renamed("said.jsonl/"), 2, "members are not those"),
    "name with a NUL": (lambda good: good.replace(b"said.jsonl", b"said.jso\0l"), 2, "x.circtrack"),
    "member twice": (twice, 2, "members are not those"),
    "a member too many": (
        lambda good: packed([*unpacked(good).items(), ("run.sh", b"rm")]), 2, "members are not those",
    ),
    "a member too few": (lambda good: packed(list(unpacked(good).items())[:2]), 2, "members are not those"),
    "thousands of members": (many_members, 2, "members are not those"),
    "symbolic link": (link, 2, "encrypted or no plain file"),
    "encrypted": (encrypted, 2, "encrypted or no plain file"),
    "packed another way": (
        lambda good: packed(list(unpacked(good).items()), compression=zipfile.ZIP_LZMA), 2, "unknown way",
    ),
    "tampered": (tampered, 2, "SHA-256 of said.jsonl differs"),
    # the manifest
    "no manifest": (manifest(b""), 2, "manifest"),
    "manifest no JSON": (manifest(b"{"), 2, "manifest"),
    "manifest a list": (manifest(b"[]"), 2, "manifest"),
    "manifest deep": (manifest(b"[" * 200_000), 2, "manifest"),
    "manifest not UTF-8": (manifest(b'{"format": "\xff"}'), 2, "manifest"),
    "manifest with NaN": (manifest(b'{"format": NaN}'), 2, "manifest"),
    "newer tables": (head(schema=99), 2, "newer circtrack"),
    "newer form": (head(format=2), 2, "newer circtrack"),
    "made by no office": (head(made_by="9999999"), 2, "no office of the list: 9999999"),
    "made by a list": (head(made_by=["36"]), 2, "no office of the list"),
    "made in the future": (head(stamp="2999-01-01T00:00:00Z 0000000001"), 2, "after today"),
    "letter is not in it": (head(letter=["dla", 2566, "มท 1/1"]), 2, "its letter is not in it"),
    # lines
    "line no JSON": (with_line(b"{"), 2, "said.jsonl, line 19: no JSON"),
    "line deep": (with_line(b"[" * 100_000 + b"]" * 100_000), 2, "no JSON"),
    "line not UTF-8": (with_line(b'"\xe0\xb8"'), 2, "no JSON"),
    "line with a NUL": (with_line(b'"\0"'), 2, "no JSON"),
    "text with half a surrogate": (half_a_surrogate, 4, "no text"),
    "line with a huge number": (with_line(b"9" * 10_000), 2, "no JSON"),
    "line with a fraction": (with_line(b'{"a": 1.5}'), 2, "no JSON"),
    "a name twice in a line": (with_line(b'{"a": 1, "a": 2}'), 2, "no JSON"),
    "a long line": (with_line(b'"' + b"x" * 5_000_000 + b'"'), 2, "x.circtrack"),
    "an empty line": (with_line(b""), 2, "no JSON"),
    "row of other fields": (with_line(b'{"a": 1}'), 4, "line 19: other fields"),
    "row a number": (with_line(b"1"), 4, "other fields"),
    "letter twice": (
        with_rows("letters.jsonl", lambda rows: rows.append(rows[0])), 2, "a letter stands in it twice",
    ),
    "said twice": (SAID_TWICE, 2, "the same is said in it twice"),
    "parents in a circle": (
        with_rows("letters.jsonl", lambda rows: rows[0].__setitem__("parent", rows[2]["key"])), 2, "in a circle",
    ),
    "parent that is none": (
        with_rows("letters.jsonl", lambda rows: rows[0].__setitem__("parent", ["36", 2566, "ชย 1/1"])), 2, "not in it",
    ),
    "letter without content": (
        with_rows("said.jsonl", lambda rows: rows.__delitem__(slice(0, len(rows)))), 2, "without what it says",
    ),
    # fields
    "row id for a key": (said(set_to("letter", 1)), 4, "no letter's key"),
    "letter unknown": (said(set_to("letter", ["dla", 2566, "มท 1/1"])), 4, "not in the bundle"),
    "office unknown": (said(set_to("office", "77777777")), 4, "no office of the list: 77777777"),
    "progress unknown": (said(value_set_to("progress", "finished")), 4, "none of the words"),
    "done on no day": (said(value_set_to("done_on", "2023-02-30")), 4, "no day: 2023-02-30"),
    "done a thousand years ago": (said(value_set_to("done_on", "1023-03-17")), 4, "no day: 1023-03-17"),
    "done in Thai digits": (said(value_set_to("done_on", "๒๐๒๓-๐๓-๑๗")), 4, "no day"),
    "done in the future": (said(value_set_to("done_on", "2023-03-21")), 4, "after today: 2023-03-21"),
    "done without a day": (said(lambda row: row["value"].pop("done_on")), 4, "done without a day"),
    "note a number": (said(value_set_to("note", 5)), 4, "no text"),
    "note with a NUL": (said(value_set_to("note", "a\0b")), 4, "NUL"),
    "note too long": (said(value_set_to("note", "ก" * 20_001)), 4, "too long"),
    "closed by a letter elsewhere": (said(value_set_to("closed_by", ["dla", 2566, "ม 1/1"])), 4, "closed it"),
    "moved to no day": (said(value_set_to("moves", [["soon", None, "", None, None, "", None]])), 4, "no day: soon"),
    "moved by no rule": (
        said(value_set_to("moves", [["2023-05-01", None, "", None, "2023-05-05", "FREQ=HOURLY", None]])),
        4,
        "a rule without days",
    ),
    "moved over no day": (
        said(value_set_to("moves", [["2023-05-01", None, "", None, None, "", "then"]])), 4, "no day: then",
    ),
    "moves no list": (said(value_set_to("moves", {"a": 1})), 4, "no list"),
    "done before the letter": (
        said(value_set_to("done_on", "2023-02-26")),
        4,
        "done what มท 0810.7/ว 908 asks on 2023-02-26, before its date, 2023-02-27",
    ),
    "received before the letter": (
        said(value_set_to("received_on", "2023-03-08"), "receipt"), 4, "on 2023-03-08, before its date, 2023-03-",
    ),
    "received in the future": (said(value_set_to("received_on", "2024-01-01"), "receipt"), 4, "after today"),
    "letter of another year": (said(value_set_to("date", "2022-02-27"), "letter"), 4, "another year"),
    "letter of a new kind": (said(value_set_to("kind", "order"), "letter"), 4, "none of the words"),
    "letter's mark": (said(value_set_to("secrecy", "secret"), "letter"), 4, "none of the words"),
    "letter to nobody known": (said(value_set_to("recipients", ["77777777"]), "letter"), 4, "no office"),
    "subject too long": (said(value_set_to("subject", "ก" * 20_001), "letter"), 4, "too long"),
    "said in the future": (said(set_to("stamp", "2999-01-01T00:00:00Z 0000000001")), 4, "after today"),
    # someone else's office
    "of an office beside": (said(set_to("office", "3601")), 2, "someone else's office, 3601"),
    "said by an office beside": (said(set_to("said_by", "3601")), 2, "someone else's office, 3601"),
    "of the office above": (said(set_to("office", "36")), 2, "someone else's office, 36"),
    "made by an office beside": (head(made_by="3601"), 2, "someone else's office"),
    "for an office beside": (head(**{"for": "35"}), 2, "someone else's office"),
}  # fmt: skip


BOMBS = ("zip bomb", "zip bomb that lies", "ten million rows", "too large", "line deep", "millions of lists")


@pytest.mark.parametrize("what", [what for what in HOSTILE if what not in BOMBS])
def test_a_hostile_bundle_is_refused_and_changes_nothing(province: Program, good: bytes, what: str) -> None:
    make, status, message = HOSTILE[what]
    file = province.database.parent / "x.circtrack"
    file.write_bytes(make(good))
    before, beside = contents(province.database), sorted(each.name for each in file.parent.iterdir())
    began = time.process_time()  # of the work alone: others may keep the machine busy
    done = province.run("merge", file)
    assert time.process_time() - began < 20
    assert (done.status, done.out) == (status, ""), done.err
    assert message in done.err
    assert "itself failed" not in done.err
    assert len(done.err.splitlines()) <= 18
    assert contents(province.database) == before
    assert sorted(each.name for each in file.parent.iterdir()) == beside


def test_one_bad_file_among_good_ones_and_nothing_is_taken_in(province: Program, good: bytes) -> None:
    folder = province.database.parent
    (folder / "good.circtrack").write_bytes(good)
    (folder / "bad.circtrack").write_bytes(tampered(good))
    before = contents(province.database)
    assert province.run("merge", "good.circtrack", "bad.circtrack").status == 2
    assert contents(province.database) == before


def test_no_database_is_made_for_a_bad_file(tmp_path: Path, good: bytes) -> None:
    program = Program(tmp_path / "circtrack.db")
    (tmp_path / "x.circtrack").write_bytes(tampered(good))
    assert program.run("merge", "x.circtrack").status == 2
    assert contents(program.database) is None


def test_formulas_and_terminal_escapes_stay_harmless_text(province: Program, good: bytes) -> None:
    file = province.database.parent / "x.circtrack"
    file.write_bytes(said(value_set_to("note", "=cmd|'/C calc'!A1 \x1b[2J"))(good))
    done = province.ok("merge", file)
    assert "\x1b" not in done.err + province.ok("check").out + province.ok("letters", "--show", "908").out


@pytest.mark.slow
@pytest.mark.file_only  # it is read before any database
@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_takes_little_memory_and_changes_nothing(province: Program, good: bytes, what: str) -> None:
    """Against limits of the system's: with less than a gigabyte of addresses the program still ends by itself."""
    make, status, message = HOSTILE[what]
    file = province.database.parent / "x.circtrack"
    file.write_bytes(make(good))
    before, beside = contents(province.database), sorted(each.name for each in file.parent.iterdir())

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (700 * 1024 * 1024,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    done = replace(province, prepared=limited).run("merge", file)
    assert (done.status, done.out) == (status, ""), done.err
    assert message in done.err
    assert "itself failed" not in done.err
    assert len(done.err.splitlines()) <= 18
    assert contents(province.database) == before
    assert sorted(each.name for each in file.parent.iterdir()) == beside
