#!/bin/sh
# What the monthly meeting gets, into a folder of its own: who owes as a page and as a sheet, the chain as a page and as
# a picture. Run it beside a database with the example letters (CIRCTRACK_DB); `dot` draws the picture, where it is.
set -eu

letter=${1:-908}
folder=${2:-meeting}
mkdir -p "$folder"

circtrack owing "$letter" --format html --thai --output "$folder/owing.html"
circtrack owing "$letter" --by district --format html --thai --output "$folder/districts.html"
circtrack owing "$letter" --format xlsx --thai --output "$folder/owing.xlsx"
circtrack chain "$letter" --format html --thai --output "$folder/chain.html"
circtrack chain "$letter" --format dot --thai --output "$folder/chain.dot"
if command -v dot > /dev/null; then
  dot -Tsvg "$folder/chain.dot" > "$folder/chain.svg"
fi
