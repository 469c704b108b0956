#!/bin/sh
# circtrack in a pipe: CSV with a header, UTF-8, the same at a terminal or not. Run it beside a database with the
# example letters (CIRCTRACK_DB).
set -eu

echo "# how many offices owe, by district"
circtrack owing 908 --columns district --format tsv | tail -n +2 | sort | uniq -c | sort -rn

echo "# the same as a sum of states, by SQL"
circtrack owing 908 --columns state,office_code | sqlite-utils memory - 'SELECT state, count(*) AS offices FROM stdin GROUP BY state' --csv

echo "# the names alone, to paste into a chat group"
circtrack owing 908 --columns office_name --format tsv | tail -n +2

echo "# one JSON object a line"
circtrack owing 908 --columns office_code,due_on --format jsonl | head -n 2

echo "# a column of Thai dates as ISO dates"
printf '๒๔ มีนาคม ๒๕๖๖\n๙ มี.ค. ๖๖\n' | circtrack date
