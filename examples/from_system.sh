#!/bin/sh
# What a system's own export says, recorded: its columns and words become those of `done --list`, and what it lists as
# not entered yet stays as it is. A word that is not known here, or a line that is wrong, is refused with its number, and
# nothing is recorded. Codes stay text, with their zeros.
set -eu

letter=${1:-908}
export=${2:-examples/system-export.csv}

query=$(cat << 'SQL'
SELECT "รหัส อปท." AS office,
       substr("บันทึกเมื่อ", 1, 10) AS "on",
       CASE "สถานะ"
         WHEN 'ครบถ้วน' THEN 'done'
         WHEN 'บางส่วน' THEN 'incomplete'
         WHEN 'ระบบขัดข้อง' THEN 'blocked'
         ELSE "สถานะ"
       END AS progress,
       "หมายเหตุ" AS note
FROM t
WHERE "สถานะ" <> 'ยังไม่บันทึก'
SQL
)
sqlite-utils memory "$export" --no-detect-types --csv "$query" | circtrack done "$letter" --list -
