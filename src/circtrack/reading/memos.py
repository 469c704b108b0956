"""Part a memo's text at its headings: what it reports, and what it proposes.

Under ต้นเรื่อง, เรื่องเดิม or ข้อเท็จจริง a memo tells what somebody has asked of the office; under ข้อพิจารณา or ข้อเสนอ what its
writer proposes that is done.
"""

from __future__ import annotations

import re

_NUMBER = r"\s*(?:[0-9๐-๙]{1,2}\s?[.)]?\s*)?"
_REPORTS = re.compile(
    rf"{_NUMBER}(?:เรื่องเดิม|ต้นเรื่อง|ความเป็นมา|ข้อเท็จจริง|เรื่องราว|ที่มา|สภาพปัญหา|หลักการและเหตุผล"
    r"|ข้อ(?:กฎหมาย|ระเบียบ)[ก-๎/ ]*)\s*[:：]?(?:\s+|$)"
)
_PROPOSES = re.compile(
    rf"{_NUMBER}(?:ข้อพิจารณา|ข้อเสนอ(?:แนะ|เพื่อ(?:โปรด)?พิจารณา)?|ความเห็น|การพิจารณา)(?:และข้อ(?:พิจารณา|เสนอ(?:แนะ)?))?\s*[:：]?(?:\s+|$)"
)


def part_memo(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part a memo's lines into what they report and what they propose, without the headings.

    What stands above the first heading, or has none, is proposed.
    """
    reported: list[str] = []
    proposed: list[str] = []
    current = proposed
    for line in lines:
        if heading := _REPORTS.match(line) or _PROPOSES.match(line):
            current = proposed if _PROPOSES.match(line) else reported
            current += ["", line[heading.end() :]]
        else:
            current.append(line)
    return reported, proposed
