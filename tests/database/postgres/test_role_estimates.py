"""What the server estimates of rows tells a role nothing that stands in them: it learns none of their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.server_roles import a_register
from support.servers import needs_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_server

# Of these every value is a code that everybody knows.
CODES = {
    "issuer", "office", "province", "progress", "kind", "kinds", "secrecy", "rule", "type", "code",
    "recorded_by", "spoken_by", "said_by", "said_to",
}  # fmt: skip


def test_no_estimate_depends_on_the_text_of_a_row_that_a_role_does_not_see(tmp_path: Path) -> None:
    with a_register(tmp_path, {"department": "dla", "district": "3609"}) as register:
        department = register.program("department")
        words = "add --date 2023-02-27 --from dla --task บันทึก --due 2023-03-31"
        for number in range(1, 9):
            own = ("--to", "3609", "--subject", f"ก{number}", "--number", f"มท 0810.7/ว {number}")
            department.ok(*words.split(), *own)
        department.ok(*words.split(), "--to", "36", "--subject", "มสืบสวน", "--number", "ลับ ที่ มท 0810.7/ว 99")
        register.sql("", "ANALYZE")
        found = register.sql(
            "",
            "SELECT DISTINCT s.attname FROM pg_stats AS s JOIN pg_class AS c ON c.relname = s.tablename"
            " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = s.attname"
            " WHERE s.schemaname = 'circtrack' AND a.atttypid = 'text'::regtype AND c.relrowsecurity"
            " AND c.relname <> 'role_office'",
        )
        assert {str(name) for (name,) in found} <= CODES
        told = {
            str(register.sql("district", f"EXPLAIN SELECT 1 FROM letter WHERE subject < '{text}'"))[:200].replace(
                text, ""
            )
            for text in ("ก", "ภ", "มสืบสวน", "มสืบสวนน", "ฮ")
        }
        assert len(told) == 1
