"""The tables on a PostgreSQL server: those of ``database.schema``, and what keeps many offices' rows apart.

Texts are compared by their code points (``COLLATE "C"``), as SQLite does, whatever the database's own order is: a
report must not sort otherwise because it came from another engine. Obligations lie in one partition for each year of
the letters that ask for them, and in it a province's rows lie together. What only a server has is marked by a comment
that begins with ``server:``; it is not moved or exported.
"""

from __future__ import annotations

from circtrack.database import schema
from circtrack.database.postgres.security import SECURITY
from circtrack.database.postgres.triggers import TRIGGERS

_TEXT = 'text COLLATE "C"'


def _day(column: str) -> str:
    return f"{column} {_TEXT} CHECK ({column} ~ '^[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]$')"


def _of(table: str, column: str) -> str:
    return f"bigint REFERENCES {table} ({column}) DEFERRABLE"


_OFFICE = f"{_TEXT} REFERENCES office (code) DEFERRABLE"
_LETTER = _of("letter", "id")
_TASK = _of("task", "id")
_FLAG = "bigint NOT NULL CHECK ({0} IN (0, 1))"
_SAID = f"{_TEXT} NOT NULL DEFAULT ''"

_VERSION_6 = f"""
CREATE SCHEMA IF NOT EXISTS circtrack;

CREATE TABLE setting (name {_TEXT} PRIMARY KEY, value {_TEXT} NOT NULL);

CREATE TABLE office (code {_TEXT} PRIMARY KEY);

CREATE TABLE office_version (
    code {_OFFICE} NOT NULL,
    since {_TEXT} NOT NULL,
    until {_TEXT} NOT NULL,
    name {_TEXT} NOT NULL,
    kind {_TEXT} NOT NULL,
    province {_TEXT} NOT NULL,
    district {_TEXT} NOT NULL,
    province_code {_TEXT} NOT NULL,
    district_code {_TEXT} NOT NULL,
    superior {_TEXT} NOT NULL,
    PRIMARY KEY (code, since)
);
CREATE INDEX office_version_superior ON office_version (superior);

CREATE TABLE letter (
    id bigint PRIMARY KEY,
    issuer {_OFFICE} NOT NULL,
    year_be bigint NOT NULL,
    number {_TEXT} NOT NULL,
    {_day("date")} NOT NULL,
    number_as_written {_SAID},
    date_as_written {_SAID},
    kind {_TEXT} NOT NULL DEFAULT 'other',
    urgency {_SAID},
    secrecy {_SAID},
    subject {_SAID},
    addressees {_SAID},
    enclosures {_SAID},
    signatory {_SAID},
    position {_SAID},
    section {_SAID},
    phones {_SAID},
    email {_SAID},
    text {_SAID},
    parent bigint REFERENCES letter (id) DEFERRABLE,
    root bigint NOT NULL REFERENCES letter (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_by {_SAID},
    UNIQUE (issuer, year_be, number)
);
CREATE INDEX letter_parent ON letter (parent);
CREATE INDEX letter_root ON letter (root, issuer);
CREATE INDEX letter_classified ON letter (root) WHERE secrecy <> '';
CREATE INDEX letter_acting ON letter (date) WHERE kind IN ('extension', 'cancellation');

CREATE TABLE letter_number (
    letter {_LETTER} NOT NULL,
    number {_TEXT} NOT NULL,
    compact {_TEXT} NOT NULL,
    running {_TEXT} NOT NULL,
    source {_TEXT} NOT NULL,
    PRIMARY KEY (letter, number)
);
CREATE INDEX letter_number_running ON letter_number (running);
CREATE INDEX letter_number_compact ON letter_number (compact);

CREATE TABLE letter_link (
    letter {_LETTER} NOT NULL,
    position bigint NOT NULL,
    type {_TEXT} NOT NULL,
    number {_TEXT} NOT NULL,
    {_day("date")},
    issuer {_SAID},
    as_written {_SAID},
    PRIMARY KEY (letter, position)
);
CREATE INDEX letter_link_number ON letter_link (number);
CREATE INDEX letter_link_acting ON letter_link (letter) WHERE type IN ('extends', 'cancels', 'replaces');

CREATE TABLE finding (
    letter {_LETTER} NOT NULL,
    position bigint NOT NULL,
    code {_TEXT} NOT NULL,
    field {_TEXT} NOT NULL,
    text {_TEXT} NOT NULL,
    evidence {_TEXT} NOT NULL,
    proposal {_TEXT} NOT NULL,
    taken bigint NOT NULL,
    PRIMARY KEY (letter, position)
);

CREATE TABLE task (
    id bigint PRIMARY KEY,
    letter {_LETTER} NOT NULL,
    position bigint NOT NULL,
    title {_TEXT} NOT NULL,
    system {_SAID},
    audience {_SAID},
    {_day("due_on")},
    rule {_SAID},
    as_written {_SAID},
    UNIQUE (letter, position)
);

CREATE TABLE delivery (
    letter {_LETTER} NOT NULL,
    office {_OFFICE} NOT NULL,
    {_day("sent_on")} NOT NULL,
    {_day("received_on")},
    receive_number {_TEXT},
    recorded_by {_SAID},
    root bigint,
    spoken_by {_SAID},               -- the office of the role that said so
    PRIMARY KEY (letter, office)
);
CREATE INDEX delivery_root ON delivery (root, office);

CREATE TABLE obligation (
    task {_TASK} NOT NULL,
    office {_OFFICE} NOT NULL,
    progress {_TEXT} NOT NULL DEFAULT 'none'
        CHECK (progress IN ('none', 'incomplete', 'blocked', 'done', 'exempt')),
    {_day("done_on")},
    {_day("due_on")},
    note {_TEXT},
    closed_by {_LETTER},
    recorded_by {_SAID},
    year_be bigint NOT NULL,         -- of the letter that asks: its partition
    province {_TEXT} NOT NULL,       -- code; what a sharded engine spreads rows by
    spoken_by {_SAID},               -- the office of the role that said so
    PRIMARY KEY (task, province, office, year_be)
) PARTITION BY LIST (year_be);
CREATE INDEX obligation_owed ON obligation (task, office) WHERE progress IN ('none', 'incomplete', 'blocked');
CREATE INDEX obligation_closed_by ON obligation (closed_by) WHERE closed_by IS NOT NULL;

-- Attached, not made in place: readers need not wait. Nobody reads a partition by its own name: no policy opens it.
CREATE FUNCTION make_year(year bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = circtrack, pg_temp AS $$
BEGIN
    IF to_regclass('circtrack.obligation_' || year) IS NULL AND EXISTS (SELECT 1 FROM letter WHERE year_be = year) THEN
        EXECUTE format('CREATE TABLE obligation_%s (LIKE obligation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', year);
        EXECUTE format(
            'ALTER TABLE obligation ATTACH PARTITION obligation_%s FOR VALUES IN (%s)', year, year
        );
        EXECUTE format('ALTER TABLE obligation_%s ENABLE ROW LEVEL SECURITY', year);
    END IF;
END $$;

CREATE TABLE stated_task (
    letter {_LETTER} NOT NULL,
    position bigint NOT NULL,
    title {_TEXT} NOT NULL,
    system {_SAID},
    audience {_SAID},
    {_day("due_on")},
    rule {_SAID},
    as_written {_SAID},
    task {_TASK},
    PRIMARY KEY (letter, position)
);
CREATE INDEX stated_task_task ON stated_task (task);

CREATE TABLE deadline_change (
    id bigint PRIMARY KEY,
    task {_TASK} NOT NULL,
    office {_OFFICE},
    {_day("due_on")} NOT NULL,
    {_day("previous")},
    reason {_TEXT} NOT NULL,
    letter {_LETTER},
    agreed bigint NOT NULL DEFAULT 0 CHECK (agreed IN (0, 1)),
    recorded_by {_SAID}
);
CREATE INDEX deadline_change_task ON deadline_change (task);
CREATE INDEX deadline_change_letter ON deadline_change (letter) WHERE letter IS NOT NULL;

CREATE TABLE register_entry (
    office {_OFFICE} NOT NULL,
    direction {_TEXT} NOT NULL CHECK (direction IN ('in', 'out')),
    classified {_FLAG.format("classified")},
    circular bigint NOT NULL CHECK (circular IN (0, 1) AND (circular = 0 OR direction = 'out')),
    year_be bigint NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    {_day("registered_on")} NOT NULL,
    status {_TEXT} NOT NULL CHECK (status IN ('registered', 'reserved', 'void')),
    letter {_LETTER},
    letter_number {_SAID},
    {_day("letter_date")},
    sender {_SAID},
    recipient {_SAID},
    subject {_SAID},
    action {_SAID},
    remark {_SAID},
    PRIMARY KEY (office, direction, classified, circular, year_be, number)
);
CREATE INDEX register_entry_letter ON register_entry (letter);

CREATE TABLE reminder (
    task {_TASK} NOT NULL,
    office {_OFFICE} NOT NULL,
    due_on {_TEXT} NOT NULL,
    level {_TEXT} NOT NULL,
    {_day("said_on")} NOT NULL,
    said_to {_TEXT} NOT NULL,
    channel {_TEXT} NOT NULL,
    PRIMARY KEY (task, office, due_on, level, said_to)
);

CREATE TABLE said (
    letter {_LETTER} NOT NULL,
    task {_TEXT} NOT NULL,
    office {_TEXT} NOT NULL,
    said_by {_TEXT} NOT NULL,
    value {_TEXT} NOT NULL,
    stamp {_TEXT} NOT NULL,
    PRIMARY KEY (letter, task, office, said_by, value)
);

CREATE TABLE journal (
    id bigint PRIMARY KEY,
    at {_TEXT} NOT NULL,
    who {_TEXT} NOT NULL,
    command {_TEXT} NOT NULL,
    summary {_TEXT} NOT NULL,
    changes {_TEXT} NOT NULL,
    undoes bigint REFERENCES journal (id) DEFERRABLE,
    hash {_SAID}
);
CREATE INDEX journal_who ON journal (who, undoes);
CREATE INDEX journal_undoes ON journal (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE journal_head (
    only_row bigint PRIMARY KEY CHECK (only_row = 1),
    journal bigint NOT NULL,
    hash {_TEXT} NOT NULL
);

{TRIGGERS}
-- Commands that write lock it first, one after the other.
CREATE TABLE writers_turn ();
COMMENT ON TABLE writers_turn IS 'server: the lock of the command whose turn it is to write';

CREATE TABLE tables_version (only_row bigint PRIMARY KEY CHECK (only_row = 1), version bigint NOT NULL);
COMMENT ON TABLE tables_version IS 'server: which version these tables are of';
INSERT INTO tables_version VALUES (1, 6);
{SECURITY}
"""

MIGRATIONS: dict[int, str] = {6: _VERSION_6}
"""The statements that lead to a version from the one before (the first: from nothing), in order; only added to."""

VERSION = schema.VERSION
