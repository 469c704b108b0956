"""Exports that were cut short, changed, or made up."""

from __future__ import annotations

from support.hostile.row import Row

_NONE = "manifest.json is no manifest of an export:"
_WAY = "Name the folder that `circtrack export` wrote."
_NEWER = "manifest.json was written by a newer circtrack. Install the newer circtrack."

# What stands in the manifest's place; or, as a letter's row, in the place of all letters, with a hash that fits.
_MANIFESTS: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"", (_NONE, _WAY)),
    (b"{", (_NONE, _WAY)),
    (b"[]", (_NONE,)),
    (b"null", (_NONE,)),
    (b"[" * 100_000, (_NONE, "recursion")),
    (b"\xff", (_NONE,)),
    (b'{"files": {}, "schema": 1, "format": 1}', (_NONE, "letter.jsonl")),
    (b'{"files": {"letter.jsonl": {}}, "schema": "x", "format": 1}', (_NONE,)),
    (b'{"files": {"letter.jsonl": {}}, "schema": 1e999, "format": 1}', (_NONE,)),
    (b'{"files": {"letter.jsonl": {}}, "schema": NaN, "format": 1}', (_NONE,)),
    (b'{"files": {"letter.jsonl": {}}, "schema": -1, "format": 1}', (_NONE,)),
    (b'{"files": {"letter.jsonl": {}}, "schema": 999, "format": 1}', (_NEWER,)),
    (b'{"files": {"letter.jsonl": {}}, "schema": 1, "format": 99}', (_NEWER,)),
    (b'{"files": {"letter.jsonl": 5}, "schema": 1, "format": 1}', ("letter.jsonl is missing, though the manifest",)),
    (
        b'{"files": {"../../etc/passwd": {}, "letter.jsonl": {}}, "schema": 1, "format": 1}',
        ("passwd is missing, though the manifest names it.",),
    ),
    (b'{"files": {"letter.jsonl": {"sha256": "0"}}, "schema": 1, "format": 1}', ("its SHA-256 differs", "Bring the")),
)

_LETTERS: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"{\n", ("letter.jsonl, line 1:",)),
    (b"[]\n", ("letter.jsonl, line 1: no row of letter.",)),
    (b"null\n", ("letter.jsonl, line 1: no row of letter.",)),
    (b"\n", ("letter.jsonl, line 1:",)),
    (b'{"nonsense": 1}\n', ("line 1: no row of letter.",)),
    (b'{"id) VALUES (1); DROP TABLE letter; --": 1}\n', ("line 1: no row of letter.",)),
    (b'{"id": "x"}\n', ("line 1:",)),
    (b'{"id": [1]}\n', ("line 1:",)),
    (b'{"id": {"a": 1}}\n', ("line 1:",)),
    (b'{"id": ' + b"9" * 40 + b"}\n", ("line 1:",)),
    (b'{"id": ' + b"9" * 5000 + b"}\n", ("line 1:",)),
    (b'{"id": NaN}\n', ("line 1:",)),
    (b'{"number": "\\ud800"}\n', ("line 1:",)),
    (b"[" * 100_000 + b"\n", ("line 1:", "recursion")),
    (b"\xff\n", ("line 1:",)),
    (b'{"id": 1}\n{"id": 1}\n', ("line 1:", "line 2:")),
    (b"", ("does not hold together:",)),
)

ROWS = (
    *(
        Row(("import", "x", "--db", "new.db"), says, files={"x": None, "x/letter.jsonl": b"", "x/manifest.json": text})
        for text, says in _MANIFESTS
    ),
    *(Row(("import", "{export}", "--db", "new.db"), says, 4, given=text) for text, says in _LETTERS[:-1]),
    Row(("import", "{export}", "--db", "new.db"), _LETTERS[-1][1]),
    Row(("import", "none"), ("none/manifest.json is no manifest of an export: No such file", _WAY)),
    Row(("import", "x"), ("x/manifest.json is no manifest of an export: Not a directory",), files={"x": b""}),
    Row(("import", ""), ("DIR is given, but empty.",)),
    Row(("import", "{whole}"), ("The database is not empty: only an empty one is filled.", "--db PATH")),
)
