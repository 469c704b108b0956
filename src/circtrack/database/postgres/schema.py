"""The scripts that make the tables on a PostgreSQL server: a file's in PostgreSQL's words, and what comes besides.

What only a server has stands in the ``.sql`` files beside this one, in plain SQL.
"""

from __future__ import annotations

import re

from circtrack.database import schema

_AFTER = (("tables.sql", "offices.sql", "rules.sql", "gate.sql", "security.sql"),)
"""The files run after a file's tables were led from version n to n + 1, by n.

Those of a version are never edited once released; only added to.
"""

# Texts are compared by their code points, as SQLite does, whatever the database's own order is: a report must not sort
# otherwise because it came from another engine.
_IN_OTHER_WORDS = (
    (r"(?s)CREATE TRIGGER.*?END;\n", ""),
    (r"TEXT( NOT NULL)? CHECK \(\w+ GLOB '[^']+'\)", r"day\1"),
    (r"\bTEXT\b", 'text COLLATE "C"'),
    (r"\bINTEGER\b", "bigint"),
    (r"\) STRICT(, WITHOUT ROWID)?;", ");"),
    (r"(REFERENCES \w+ \([^)]+\)(?: ON UPDATE CASCADE)?)(?! DEFERRABLE)", r"\1 DEFERRABLE"),
)


def read_scripts(version: int) -> list[str]:
    """Read the scripts that lead from tables of a version (0: from none) to those of this program, in order."""
    from importlib.resources import files  # it takes a tenth of what all the rest of a connection takes to load

    def read(name: str) -> str:
        return (files("circtrack.database.postgres") / name).read_text(encoding="utf-8")

    scripts = [] if version else [read("types.sql")]
    for number, script in enumerate(schema.MIGRATIONS[version:], version):
        scripts += [_translate(script), *(read(name) for names in _AFTER[number : number + 1] for name in names)]
    return scripts


def _translate(script: str) -> str:
    for written, instead in _IN_OTHER_WORDS:
        script = re.sub(written, instead, script)
    return script
