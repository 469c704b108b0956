#!/bin/sh
# What a central system exports has columns and words of its own. sqlite-utils gives them circtrack's, and `done --csv -`
# records the lot as one step, or names every line that it cannot take. Run it beside a database with the example letters.
set -eu

sqlite-utils memory "$(dirname "$0")/info-export.csv" --no-detect-types --csv "
  SELECT \"อปท.\" AS office,
         CASE \"ผลการบันทึก\" WHEN 'ครบถ้วน' THEN 'done' WHEN 'ไม่ครบถ้วน' THEN 'incomplete' END AS progress,
         CASE \"ผลการบันทึก\" WHEN 'ครบถ้วน' THEN \"วันที่บันทึก\" ELSE '' END AS \"on\"
  FROM t WHERE \"ผลการบันทึก\" <> 'ยังไม่บันทึก'" |
  circtrack done 908 --csv -
