"""The tables of a database file, and which version they are of.

Codes, numbers and dates are TEXT; a date column holds ISO days only. STRICT tables, natural keys where two offices'
files must agree (office code; issuer + B.E. year + full number). What the text said stays beside what it was
read as. States, days left and who is untold are computed by the queries, never stored.

A server's tables are made from the same text (``postgres/schema.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_, DatabaseError

if TYPE_CHECKING:
    from circtrack.place import Place

# "circ" in ASCII: what marks a SQLite file as ours.
APPLICATION_ID = 0x63697263

_TABLES = """
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every office that this file speaks of; what it was called and where it stood, by time.
CREATE TABLE office (
    code TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE office_version (
    code TEXT NOT NULL REFERENCES office (code),
    since TEXT NOT NULL,             -- first day; '0001-01-01' where no bound is known
    until TEXT NOT NULL,             -- first day no longer; '9999-12-31' where no bound is known
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    province TEXT NOT NULL,
    district TEXT NOT NULL,
    province_code TEXT NOT NULL,
    district_code TEXT NOT NULL,
    superior TEXT NOT NULL,          -- code of the office that writes to it; '' for none
    stamp TEXT NOT NULL DEFAULT '',  -- when a clerk said so, as in said; '' for the offices of the list
    PRIMARY KEY (code, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX office_version_superior ON office_version (superior);

CREATE TABLE letter (
    id INTEGER NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL REFERENCES office (code),
    year_be INTEGER NOT NULL,        -- of the letter's date: numbers begin anew each calendar year
    number TEXT NOT NULL,            -- canonical, the circular mark in it: มท 0810.7/ว 908
    date TEXT NOT NULL CHECK (date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    number_as_written TEXT NOT NULL DEFAULT '',
    date_as_written TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'other',
    urgency TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    addressees TEXT NOT NULL DEFAULT '',   -- phrases, one a line
    enclosures TEXT NOT NULL DEFAULT '',   -- one a line
    signatory TEXT NOT NULL DEFAULT '',
    position TEXT NOT NULL DEFAULT '',
    section TEXT NOT NULL DEFAULT '',
    phones TEXT NOT NULL DEFAULT '',       -- one a line
    email TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    parent INTEGER REFERENCES letter (id), -- the letter it passes on
    root INTEGER NOT NULL REFERENCES letter (id) DEFERRABLE INITIALLY DEFERRED,  -- top of its chain; itself if top
    -- Whose word the row holds, here and in other tables: '' for this office's own clerks, else the code of the office
    -- that said so in a bundle.
    recorded_by TEXT NOT NULL DEFAULT '',
    formerly TEXT NOT NULL DEFAULT '',     -- the keys that corrections changed: JSON, [issuer, year_be, number] each
    UNIQUE (issuer, year_be, number),
    UNIQUE (id, root)                      -- for deliveries to name both
) STRICT;
CREATE INDEX letter_parent ON letter (parent);
CREATE INDEX letter_root ON letter (root, issuer);  -- which letter of a chain an office issued
-- What is asked every morning costs by what is still open, not by what was ever recorded: indexes on that alone, here
-- and at obligation.
CREATE INDEX letter_classified ON letter (root) WHERE secrecy <> '';
CREATE INDEX letter_acting ON letter (date) WHERE kind IN ('extension', 'cancellation');
CREATE INDEX letter_corrected ON letter (id) WHERE formerly <> '';

-- Every number a letter goes by: its own, and other readings of it. Any of them finds the letter.
CREATE TABLE letter_number (
    letter INTEGER NOT NULL REFERENCES letter (id),
    number TEXT NOT NULL,            -- canonical
    compact TEXT NOT NULL,           -- without spaces: มท0810.7/ว908
    running TEXT NOT NULL,           -- 908
    source TEXT NOT NULL,            -- 'own', 'read' as its text has it, or the number of the letter that cites it so
    PRIMARY KEY (letter, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_number_running ON letter_number (running);
CREATE INDEX letter_number_compact ON letter_number (compact);

CREATE TABLE letter_link (
    letter INTEGER NOT NULL REFERENCES letter (id),
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    number TEXT NOT NULL,
    date TEXT CHECK (date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    issuer TEXT NOT NULL DEFAULT '',
    as_written TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (letter, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_link_number ON letter_link (number);
CREATE INDEX letter_link_acting ON letter_link (letter) WHERE type IN ('extends', 'cancels', 'replaces');

CREATE TABLE finding (
    letter INTEGER NOT NULL REFERENCES letter (id),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    evidence TEXT NOT NULL,
    proposal TEXT NOT NULL,
    taken INTEGER NOT NULL,
    PRIMARY KEY (letter, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_open_addressee ON finding (letter) WHERE code = 'open_addressee' AND taken = 0;

CREATE TABLE task (
    id INTEGER NOT NULL PRIMARY KEY,
    letter INTEGER NOT NULL REFERENCES letter (id),  -- the root of the chain, as far as it is known
    position INTEGER NOT NULL,       -- 1, 2, ... in the letter's order
    title TEXT NOT NULL,
    system TEXT NOT NULL DEFAULT '',
    audience TEXT NOT NULL DEFAULT '',
    due_on TEXT CHECK (due_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    rule TEXT NOT NULL DEFAULT '',
    as_written TEXT NOT NULL DEFAULT '',
    unassigned INTEGER NOT NULL DEFAULT 0 CHECK (unassigned IN (0, 1)),  -- 1: no office could be determined for it
    UNIQUE (letter, position)
) STRICT;
CREATE INDEX task_unassigned ON task (letter) WHERE unassigned = 1;
-- Tasks that come again: the rules of the others have no parts with values.
CREATE INDEX task_recurring ON task (id) WHERE rule LIKE '%=%';

-- What each letter of a chain itself says is to be entered. The chain's tasks are made of these, so that a letter
-- recorded late changes them as if it had been there from the first.
CREATE TABLE stated_task (
    letter INTEGER NOT NULL REFERENCES letter (id),
    position INTEGER NOT NULL,       -- 1, 2, ... in this letter's order
    title TEXT NOT NULL,
    system TEXT NOT NULL DEFAULT '',
    audience TEXT NOT NULL DEFAULT '',
    due_on TEXT CHECK (due_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    rule TEXT NOT NULL DEFAULT '',
    as_written TEXT NOT NULL DEFAULT '',
    task INTEGER REFERENCES task (id),   -- the chain's task that it speaks of
    PRIMARY KEY (letter, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX stated_task_task ON stated_task (task);

CREATE TABLE delivery (
    letter INTEGER NOT NULL,
    office TEXT NOT NULL REFERENCES office (code),
    sent_on TEXT NOT NULL CHECK (sent_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    received_on TEXT CHECK (received_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    receive_number TEXT,
    recorded_by TEXT NOT NULL DEFAULT '',
    root INTEGER NOT NULL,           -- its letter's
    PRIMARY KEY (letter, office),
    -- A delivery's chain is its letter's, and follows it, whoever writes, an undo or an import too.
    FOREIGN KEY (letter, root) REFERENCES letter (id, root) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_root ON delivery (root, office);  -- which letter of a chain reached an office

CREATE TABLE obligation (
    task INTEGER NOT NULL REFERENCES task (id),
    office TEXT NOT NULL REFERENCES office (code),
    progress TEXT NOT NULL DEFAULT 'none'
        CHECK (progress IN ('none', 'incomplete', 'blocked', 'done', 'exempt')),
    done_on TEXT CHECK (done_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    due_on TEXT CHECK (due_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),  -- its own; NULL: the task's holds
    note TEXT,
    closed_by INTEGER REFERENCES letter (id),  -- by which it became exempt; NULL where a clerk's own word made it so
    recorded_by TEXT NOT NULL DEFAULT '',
    -- Of an exempt office: the first day of which it owes no rounds; NULL: the date of the letter that closed it.
    exempt_from TEXT CHECK (exempt_from GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    rule TEXT NOT NULL DEFAULT '',   -- its own days, earlier in each round than the task's, of letters below the first
    -- Where it changes its kind: the kinds, with a blank before and after each, of which alone it owes rounds; '': any.
    kinds TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (task, office)
) STRICT, WITHOUT ROWID;
CREATE INDEX obligation_rule ON obligation (task, rule) WHERE rule <> '';
CREATE INDEX obligation_owed ON obligation (task, office) WHERE progress IN ('none', 'incomplete', 'blocked');
CREATE INDEX obligation_closed_by ON obligation (closed_by) WHERE closed_by IS NOT NULL;

-- What is recorded of one round of a task that comes again and again; a round that nobody has touched has no row. It is
-- named by the day on which the task's rule lets it end: its place shifts where the chain's first letter comes late.
CREATE TABLE obligation_round (
    task INTEGER NOT NULL REFERENCES task (id),
    round TEXT NOT NULL CHECK (round GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    office TEXT NOT NULL REFERENCES office (code),
    progress TEXT NOT NULL DEFAULT 'none'
        CHECK (progress IN ('none', 'incomplete', 'blocked', 'done', 'exempt')),
    done_on TEXT CHECK (done_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    due_on TEXT CHECK (due_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),  -- its own; NULL: the round's holds
    note TEXT,
    closed_by INTEGER REFERENCES letter (id),  -- as in obligation
    recorded_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (task, round, office)
) STRICT, WITHOUT ROWID;
CREATE INDEX obligation_round_closed_by ON obligation_round (closed_by) WHERE closed_by IS NOT NULL;

-- Why a deadline is not the one that the root letter set.
CREATE TABLE deadline_change (
    id INTEGER NOT NULL PRIMARY KEY,
    task INTEGER NOT NULL REFERENCES task (id),
    office TEXT REFERENCES office (code),   -- NULL: the task's deadline itself
    due_on TEXT NOT NULL CHECK (due_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    previous TEXT CHECK (previous GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    reason TEXT NOT NULL,
    letter INTEGER REFERENCES letter (id),  -- the lower letter that set it earlier; NULL: a clerk moved it
    -- 1 where a clerk moved the deadline, or agreed that the letter named here does (no letter: on a clerk's own word);
    -- 0 where it was worked out from the chain's letters.
    agreed INTEGER NOT NULL DEFAULT 0 CHECK (agreed IN (0, 1)),
    recorded_by TEXT NOT NULL DEFAULT '',
    round TEXT CHECK (round GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),  -- the only round whose deadline it is
    -- Where not '': the rule of that round and of all after it; due_on is the first day.
    rule TEXT NOT NULL DEFAULT '',
    -- A clerk's own word overtakes the earlier days of letters up to this date; a letter's, those up to its own.
    overtakes TEXT CHECK (overtakes GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]')
) STRICT;
CREATE INDEX deadline_change_task ON deadline_change (task);
CREATE INDEX deadline_change_letter ON deadline_change (letter) WHERE letter IS NOT NULL;

-- What was said to whom about which obligation, so that a second run says nothing. A deadline that moves begins anew.
CREATE TABLE reminder (
    task INTEGER NOT NULL REFERENCES task (id),
    office TEXT NOT NULL REFERENCES office (code),  -- who owes
    due_on TEXT NOT NULL,
    level TEXT NOT NULL,             -- 'before 7', 'due', 'overdue 3'
    said_on TEXT NOT NULL CHECK (said_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    said_to TEXT NOT NULL,           -- code of the office that must act
    channel TEXT NOT NULL,           -- text, eml, smtp, ...
    PRIMARY KEY (task, office, due_on, level, said_to)
) STRICT, WITHOUT ROWID;

-- The regulation's registers (ทะเบียนหนังสือรับ, ทะเบียนหนังสือส่ง), one row for each number that was given. A number is
-- given once a calendar year, in order, and never again; classified letters have registers of their own, and circulars
-- (ว) a sequence of their own among the letters sent.
CREATE TABLE register_entry (
    office TEXT NOT NULL REFERENCES office (code),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    classified INTEGER NOT NULL CHECK (classified IN (0, 1)),
    circular INTEGER NOT NULL CHECK (circular IN (0, 1) AND (circular = 0 OR direction = 'out')),
    year_be INTEGER NOT NULL,        -- of the day of registering
    number INTEGER NOT NULL CHECK (number > 0),
    registered_on TEXT NOT NULL CHECK (registered_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    status TEXT NOT NULL CHECK (status IN ('registered', 'reserved', 'void')),
    letter INTEGER REFERENCES letter (id),  -- NULL: reserved, or a letter that is not tracked
    -- What was written down where no letter says it; of a tracked letter only what differs.
    letter_number TEXT NOT NULL DEFAULT '',
    letter_date TEXT CHECK (letter_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    sender TEXT NOT NULL DEFAULT '',
    recipient TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    action TEXT NOT NULL DEFAULT '',
    remark TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (office, direction, classified, circular, year_be, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_entry_letter ON register_entry (letter);

-- What each office says of a fact, as bundles brought it; of one office what it said last. Which of them the rows above
-- hold is worked out anew from these (actions.sync.precedence): the order in which bundles come does not matter.
-- The fact: the letter itself (task and office ''), its receipt by an office (task ''), or a task that it states, for
-- an office or (office '') for all. Two values of one office at one stamp: its database was copied, and they disagree.
CREATE TABLE said (
    letter INTEGER NOT NULL REFERENCES letter (id),
    task TEXT NOT NULL,              -- the title that the letter states, as titles are compared
    office TEXT NOT NULL,
    said_by TEXT NOT NULL,           -- whose database says so; '' for this one's, where another's word counts
    value TEXT NOT NULL,             -- JSON; {} where it says nothing, or no more
    stamp TEXT NOT NULL,             -- orders what one office says: the last row of its journal, time and number
    PRIMARY KEY (letter, task, office, said_by, value)
) STRICT, WITHOUT ROWID;

-- Letters that their issuers have taken out, here or as bundles say. An older word brings none of them back; a newer
-- one does, with what was said of it until then.
CREATE TABLE withdrawn (
    issuer TEXT NOT NULL,
    year_be INTEGER NOT NULL,
    number TEXT NOT NULL,
    said_by TEXT NOT NULL,           -- whose database took it out
    date TEXT NOT NULL CHECK (date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    secrecy TEXT NOT NULL,
    formerly TEXT NOT NULL,          -- as in letter
    stamp TEXT NOT NULL,             -- as in said
    statements TEXT NOT NULL,        -- the letter's rows of said, and what this database says: JSON, a list each
    numbers TEXT NOT NULL,           -- all its numbers: JSON, [number, source] each
    hung TEXT NOT NULL,              -- what passed what on, it or to it: JSON, two keys each, as in formerly
    PRIMARY KEY (issuer, year_be, number, said_by)
) STRICT, WITHOUT ROWID;

-- Letters that were read and could not be recorded yet: `circtrack drafts` lists them until they are completed.
CREATE TABLE draft (
    id INTEGER NOT NULL PRIMARY KEY,
    office TEXT NOT NULL,            -- whose database read it; '' for the whole country
    digest TEXT NOT NULL,            -- SHA-256 of its text: the same text is one draft
    source TEXT NOT NULL,            -- the file's name
    line INTEGER NOT NULL,
    secrecy TEXT NOT NULL,
    reason TEXT NOT NULL,            -- why it was not recorded, where nothing lacks: JSON of a message; else ''
    content TEXT NOT NULL,           -- the letter as it was read or completed: JSON
    text TEXT NOT NULL,
    kept_on TEXT NOT NULL CHECK (kept_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    UNIQUE (office, digest)
) STRICT;

-- Which files of folders were read, by their content, so that each is read once.
CREATE TABLE file_read (
    office TEXT NOT NULL,
    digest TEXT NOT NULL,            -- SHA-256 of the file
    name TEXT NOT NULL,
    read_on TEXT NOT NULL CHECK (read_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    PRIMARY KEY (office, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
    at TEXT NOT NULL,                -- UTC, to the second
    who TEXT NOT NULL,
    command TEXT NOT NULL,           -- the verb: read, done, ...
    summary TEXT NOT NULL,           -- one sentence
    changes TEXT NOT NULL,           -- JSON: what each row was and became
    undoes INTEGER REFERENCES journal (id),  -- the row that this one took back
    hash TEXT NOT NULL               -- covers the row and the hash before it (database.journal)
) STRICT;
-- Taking back: what someone recorded last, and what is taken back already.
CREATE INDEX journal_who ON journal (who, undoes);
CREATE INDEX journal_undoes ON journal (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER journal_keeps BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

-- How far the journal's chain of hashes goes, in one row: its last journal row and that one's hash.
CREATE TABLE journal_head (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    journal INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
"""

MIGRATIONS: tuple[str, ...] = (_TABLES,)
"""The statements that lead from version n to n + 1, by n. Never edited once released; only added to."""

VERSION = len(MIGRATIONS)


def reject_newer(version: int, place: Place) -> None:
    """Reject a database whose tables are of a later version than this program knows.

    Raises:
        DatabaseError: they are.
    """
    if version > VERSION:
        raise DatabaseError(
            "{path} was written by a newer circtrack (tables of version {version}; this one knows {known}).",
            hint=N_("Install the newer circtrack."),
            path=place,
            version=version,
            known=VERSION,
        )
