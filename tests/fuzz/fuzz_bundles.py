"""Fuzzing what comes from other offices: a good bundle, spoilt in its bytes, its lines or its values."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from copy import deepcopy
from typing import Any

from fuzz_kept import DISTRICT, PROVINCE, folder, in_memory, made, tried
from fuzz_texts import check
from support.made_letters import TODAY

from circtrack.actions.sync.bundle_check import check_bundle, reject_strangers
from circtrack.actions.sync.merge import merge_bundles
from circtrack.errors import CirctrackError
from circtrack.transfer.bundle_file import LETTERS, MANIFEST, SAID, read_bundle

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2566, 2**63, 10**30, 1.5, "", " ", "a", "\0", "\ud800", "ก" * 600, "36", "3609", "dla",
    "06360903", "05360901", "3601", "77777777", "2023-03-17", "2023-03-13", "2023-02-30", "2999-01-01", "1000-01-01",
    "2022-02-27", "2023-02-27T00:00:00Z 0000000001", " 0000000001", "2023-03-17T10:00:00Z 0000000009", "done", "none",
    "incomplete", "blocked", "exempt", "passes_on", "extends", "cancels", "replaces", "reminds", "circular", "forward",
    "ลับ", "มท 0810.7/ว 908", "ชย 0023.6/3022", "มท 1/1", "{x}", "=1+1", "\x1b[2J", "on", "shared", "INFO", "each",
    "3022\n708", [], {}, [[]], ["dla", 2566, "มท 0810.7/ว 908"], ["36", 2566, "ชย 0023.6/3022"],
    ["3609", 2566, "ชย 0023.14/708"], ["36", 2566, "ชย 1/1"], ["3609"], ["36"],
    ["passes_on", "มท 0810.7/ว 908", None, "dla", ""],
    [["passes_on", "ชย 0023.14/708", "2023-03-09", "3609", "x"]], [["2023-03-31", None, "ระบบล่ม", None]],
    [["a", "INFO", "", None, "", ""]], [["code", "date", "a", "b", "c", 1]],
    {"progress": "done", "done_on": "2023-03-17"},
    {"progress": "blocked", "note": "ล่ม"}, {"received_on": "2023-03-13", "receive_number": "1"},
    {"moves": [["2023-03-01", None, "", None, None, ""]]},
)  # fmt: skip
NAMES = (
    "key",
    "numbers",
    "parent",
    "letter",
    "task",
    "office",
    "said_by",
    "stamp",
    "value",
    "progress",
    "done_on",
    "x",
)


class Bundles:
    """Bytes in; only our own errors out. What is taken in holds together, and taken in again says nothing new."""

    def __init__(self) -> None:
        with folder() as place:
            file = place / "x.circtrack"
            made(
                place, "district", DISTRICT,
                ("done", "908", "อบต.โป่งนก", "--on", "2023-03-17"),
                ("done", "908", "อบต.บ้านไร่", "--blocked", "ระบบล่ม"),
                ("receive", "708", "ทต.เทพสถิต", "--on", "2023-03-13"),
                ("extend", "908", "อบต.วะตะแบก", "--to", "2023-03-31", "--reason", "ระบบล่ม"),
                ("bundle", "908", "--for", PROVINCE, "--output", str(file)),
            )  # fmt: skip
            self._good = file.read_bytes()
            self._full = in_memory(made(place, "province", PROVINCE, ("done", "908", "อบต.โป่งนก", "--incomplete")))
            empty = place / "empty.db"
            made(place, "empty", PROVINCE, ("undo",))
            self._empty = in_memory(empty)
        with zipfile.ZipFile(io.BytesIO(self._good)) as bundle:
            self._parts = {name: bundle.read(name) for name in bundle.namelist()}

    def made(self, data: Any) -> tuple[bool, bytes]:
        fresh, kind = data.ConsumeBool(), data.ConsumeIntInRange(0, 5)
        if kind == 0:
            return fresh, _spoilt(self._good, data)
        parts = dict(self._parts)
        if kind == 1:
            member = data.PickValueInList([LETTERS, SAID])
            parts[member] = _spoilt(parts[member], data)
        elif kind == 2:
            parts[MANIFEST] = _spoilt(parts[MANIFEST], data)
            return fresh, _packed(parts)
        else:
            for member in (MANIFEST, LETTERS, SAID):
                rows = [json.loads(parts[MANIFEST])] if member == MANIFEST else _rows(parts[member])
                for _ in range(data.ConsumeIntInRange(0, 2)):
                    _change(rows, data)
                parts[member] = "".join(
                    json.dumps(row) + "\n" for row in rows[: 1 if member == MANIFEST else None]
                ).encode()
        return fresh, _packed(_honest(parts))

    def read(self, given: tuple[bool, bytes]) -> None:
        fresh, content = given
        memory = self._empty if fresh else self._full
        before = memory.total_changes
        try:
            bundle = check_bundle(read_bundle(content, "fuzz"), TODAY)
            reject_strangers(bundle, "36", TODAY)
        except CirctrackError as error:
            str(error)
            check(memory.total_changes == before)
            return
        with tried(memory, "merge") as transaction:
            try:
                merge_bundles(transaction, [bundle], "36")
            except CirctrackError as error:
                str(error)
                return
            check(memory.execute("PRAGMA foreign_key_check").fetchone() is None)
            held = _held(memory)
            again = merge_bundles(transaction, [bundle], "36")
            check((again.letters, again.new, again.updated) == ([], 0, 0))
            check(_held(memory) == held)


def _held(memory: Any) -> list[Any]:
    return [
        memory.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall()
        for table in ("letter", "letter_link", "delivery", "obligation", "task", "deadline_change", "said")
    ]


def _spoilt(content: bytes, data: Any) -> bytes:
    for _ in range(data.ConsumeIntInRange(1, 4)):
        at = data.ConsumeIntInRange(0, len(content))
        content = (
            content[:at]
            + data.ConsumeBytes(data.ConsumeIntInRange(0, 6))
            + content[at + data.ConsumeIntInRange(0, 6) :]
        )
    return content


def _rows(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.splitlines()]


def _change(rows: list[Any], data: Any) -> None:
    """Set, drop, add or double a value somewhere below a row."""
    if not rows:
        return
    holder: Any = rows
    place: Any = data.ConsumeIntInRange(0, len(rows) - 1)
    while holder[place] and isinstance(holder[place], (dict, list)) and data.ConsumeIntInRange(0, 4):
        holder = holder[place]
        keys = sorted(holder) if isinstance(holder, dict) else range(len(holder))
        place = keys[data.ConsumeIntInRange(0, len(keys) - 1)]
    action = data.ConsumeIntInRange(0, 5)
    value = (
        data.ConsumeUnicode(8) if data.ConsumeIntInRange(0, 9) == 0 else deepcopy(data.PickValueInList(list(VALUES)))
    )
    if action == 0:
        del holder[place]
    elif action == 1 and isinstance(holder, list):
        holder.append(deepcopy(holder[place]))
    elif action == 2 and isinstance(holder, dict):
        holder[data.PickValueInList(list(NAMES))] = value
    else:
        holder[place] = value


def _honest(parts: dict[str, bytes]) -> dict[str, bytes]:
    """With hashes and counts that fit, so that only what the rows say is false."""
    manifest = json.loads(parts[MANIFEST] or "null")
    if isinstance(manifest, dict):
        manifest["members"] = {
            name: {"rows": parts[name].count(b"\n"), "sha256": hashlib.sha256(parts[name]).hexdigest()}
            for name in (LETTERS, SAID)
        }
    return parts | {MANIFEST: json.dumps(manifest).encode()}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, content)
    return out.getvalue()
