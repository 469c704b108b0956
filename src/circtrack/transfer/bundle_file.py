"""Bundle files: a ZIP of three members, the same bytes for the same content; write one, and read one with distrust.

Whoever made the file is not trusted: nothing is unpacked to disk, every size is limited before it is used, and what
does not look exactly like a bundle is rejected. All this is checked before a database is opened.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from circtrack.database import schema
from circtrack.errors import N_, FileError, Message
from circtrack.newfile import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FORMAT = 1
MANIFEST, LETTERS, SAID = "manifest.json", "letters.jsonl", "said.jsonl"
MEMBERS = (MANIFEST, LETTERS, SAID)

MOST_BYTES = 32 * 1024 * 1024
"""The largest file, in bytes."""
MOST_UNPACKED = 64 * 1024 * 1024
"""The largest size of all its members together, unpacked, in bytes."""
MOST_RATIO = 200
"""How many times its packed size a member may unpack to; members smaller than a megabyte may exceed it."""
MOST_LINE = 2 * 1024 * 1024
"""The longest line, in bytes: a letter with its whole text is one line."""
MOST_ROWS = {LETTERS: 5_000, SAID: 200_000}
"""The most lines of each member."""
# Everything that zipfile raises for a damaged file (ValueError: a member would begin before the start of the file).
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ValueError,
)  # fmt: skip
_SMALL = 1024 * 1024
_CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_MOST_DIRECTORY = 1024


class BundleRows:
    """A member's lines. Each is parsed when it is needed and not kept, because a parsed line can take much memory."""

    def __init__(self, content: bytes, member: str, name: str) -> None:
        self._content = content
        self._member = member
        self._name = name

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows in order.

        Raises:
            FileError: a line is too long, or is not JSON that a bundle may hold.
        """
        for number, line in enumerate(io.BytesIO(self._content), 1):
            yield _parse_row(line, number, self._member, self._name)


class RawBundle(NamedTuple):
    """A bundle as it was read: its name, its manifest, and its members' rows. Their content is not validated yet."""

    name: str
    manifest: dict[str, Any]
    rows: dict[str, BundleRows]


def write_bundle(path: Path, manifest: Mapping[str, Any], rows: Mapping[str, Sequence[str]]) -> None:
    """Write a bundle completely or not at all, with access for its owner only.

    Args:
        path: The file; one that exists is replaced.
        manifest: The manifest's own fields; the members' hashes and row counts are added.
        rows: For each member, its lines of JSON.

    Raises:
        FileError: the file cannot be written, or a member has more rows than a bundle may hold.
    """
    contents = {name: "".join(f"{line}\n" for line in lines).encode() for name, lines in rows.items()}
    for name, lines in rows.items():
        if len(lines) > MOST_ROWS[name]:
            raise FileError(
                "The bundle would hold {rows} rows; {most} is the most.",
                hint=N_("Make one for each office below: --for."),
                rows=len(lines),
                most=MOST_ROWS[name],
            )
    members = {
        name: {"rows": len(rows[name]), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
    head = {"format": FORMAT, "schema": schema.VERSION, **manifest, "members": members}
    text = json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        for name, content in ((MANIFEST, text.encode()), *contents.items()):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            bundle.writestr(member, content, compresslevel=9)
    with (
        write_atomically(path) as draft,
        os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream,
    ):
        stream.write(packed.getvalue())


def read_bundle(source: Path | bytes, name: str) -> RawBundle:
    """Read a bundle, and validate its form, sizes and hashes.

    Args:
        source: The file, or its bytes (no more than ``MOST_BYTES`` and one are needed).
        name: The file's name in messages.

    Raises:
        FileError: the file is missing, too large, no bundle, from a newer program, or differs from its manifest.
    """
    data = source if isinstance(source, bytes) else _read_bytes(source, name)
    if len(data) > MOST_BYTES:
        raise _make_refused_error(name, N_("it is larger than a bundle may be"))
    _refuse_odd_directory(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            members = _check_members(bundle, name)
            manifest = _parse_manifest(_unpack(bundle, members[MANIFEST], name), name)
            rows = {each: _read_rows(bundle, members[each], manifest, name) for each in (LETTERS, SAID)}
    except _ZIP_ERRORS as error:
        raise _make_refused_error(name, N_("it is damaged or no bundle")) from error
    return RawBundle(name, manifest, rows)


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileError("{file} cannot be read: {reason}.", file=name, reason=error.strerror or error) from error


def _refuse_odd_directory(data: bytes, name: str) -> None:
    """Check the ZIP's end record before its list of members is read: the list can be as large as the file."""
    if len(data) < _END.size:
        raise _make_refused_error(name, N_("it is damaged or no bundle"))
    mark, disk, first, here, count, size, _, comment = _END.unpack(data[-_END.size :])
    if mark != b"PK\x05\x06" or comment:
        raise _make_refused_error(name, N_("it is damaged or no bundle"))
    if disk or first or here != count or count != len(MEMBERS) or size > _MOST_DIRECTORY:
        raise _make_refused_error(name, N_("its members are not those of a bundle"))


def _check_members(bundle: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    members = bundle.infolist()
    # Exactly these names in this order: that also rejects paths, folders, links and repeated names.
    if [member.orig_filename for member in members] != list(MEMBERS):
        raise _make_refused_error(name, N_("its members are not those of a bundle"))
    for member in members:
        kind = member.external_attr >> 28
        if member.flag_bits & 0x41 or kind not in (0, 8):
            raise _make_refused_error(name, N_("a member is encrypted or no plain file"))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _make_refused_error(name, N_("a member is packed in an unknown way"))
        if member.file_size > _SMALL and member.file_size > MOST_RATIO * member.compress_size:
            raise _make_refused_error(name, N_("a member unpacks to far more than it holds"))
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _make_refused_error(name, N_("it unpacks to more than a bundle may hold"))
    return {member.filename: member for member in members}


def _unpack(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Return a member's bytes, never more than the size in its header, which was checked before."""
    with bundle.open(member) as stream:
        content = bytearray()
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > member.file_size:
                raise _make_refused_error(name, N_("a member unpacks to far more than it holds"))
    return bytes(content)


def _parse_manifest(content: bytes, name: str) -> dict[str, Any]:
    if len(content) > _SMALL:
        raise _make_refused_error(name, N_("its manifest is none of a bundle"))
    try:
        manifest = parse_json(content)
    except ValueError as error:
        raise _make_refused_error(name, N_("its manifest is none of a bundle")) from error
    if not isinstance(manifest, dict) or not all(isinstance(manifest.get(each), int) for each in ("format", "schema")):
        raise _make_refused_error(name, N_("its manifest is none of a bundle"))
    if manifest["format"] > FORMAT or manifest["schema"] > schema.VERSION:
        raise FileError("{file} was written by a newer circtrack.", hint=N_("Install the newer circtrack."), file=name)
    members = manifest.get("members")
    if not isinstance(members, dict) or members.keys() != {LETTERS, SAID}:
        raise _make_refused_error(name, N_("its manifest is none of a bundle"))
    return manifest


def _read_rows(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, manifest: dict[str, Any], name: str) -> BundleRows:
    content = _unpack(bundle, member, name)
    stated = manifest["members"][member.filename]
    if not isinstance(stated, dict) or stated.get("sha256") != hashlib.sha256(content).hexdigest():
        raise FileError(
            "{file} is not what was written: the SHA-256 of {member} differs from the manifest's.",
            hint=N_("Bring the file over again, whole and unchanged."),
            file=name,
            member=member.filename,
        )
    count = content.count(b"\n")
    if count > MOST_ROWS[member.filename]:
        raise _make_refused_error(name, N_("it has more rows than a bundle may hold"))
    if stated.get("rows") != count or (content and not content.endswith(b"\n")):
        raise _make_refused_error(name, N_("it has not the rows that its manifest counts"))
    return BundleRows(content, member.filename, name)


def _parse_row(line: bytes, number: int, member: str, name: str) -> Any:
    if len(line) > MOST_LINE:
        raise _make_refused_error(name, N_("a line is longer than a bundle's may be"))
    try:
        return parse_json(line)
    except ValueError as error:
        raise FileError(
            "{file}, {member}, line {line}: no JSON that a bundle may hold. Nothing was changed.",
            file=name,
            member=member,
            line=number,
        ) from error


def parse_json(content: bytes) -> Any:
    """Parse one JSON value from an untrusted source: UTF-8, no NUL, no repeated names, whole numbers only, not deep.

    Raises:
        ValueError: the content is anything else.
    """
    try:
        text = content.decode("utf-8")
        if "\x00" in text:
            raise ValueError("NUL")
        value = json.loads(
            text, object_pairs_hook=_reject_repeated_names, parse_float=_reject_number, parse_constant=_reject_number
        )
    except RecursionError as error:
        raise ValueError("too deep") from error
    return value


def _reject_repeated_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a name stands twice")
    return value


def _reject_number(text: str) -> Any:
    raise ValueError(f"{text[:20]} is no whole number")  # noqa: EM102 - a reason inside a message


def _make_refused_error(name: str, why: str) -> FileError:
    return FileError(
        "{file} cannot be taken in: {why}. Nothing was changed.",
        hint=N_("Ask for the file that `circtrack bundle` wrote, whole and unchanged."),
        file=name,
        why=Message(why),
    )
