-- The tables on a PostgreSQL server: those of database/schema.py, which says what they and their columns are for.
--
-- Texts are compared by their code points (COLLATE "C"), as SQLite does, whatever the database's own order is: a report
-- must not sort otherwise because it came from another engine. Obligations lie in one partition for each year of the
-- letters that ask for them, and in it a province's rows lie together. What only a server has is marked by a comment
-- that begins with "server:"; it is not moved or exported.

CREATE SCHEMA IF NOT EXISTS circtrack;
SET search_path = circtrack, pg_temp;

-- A day that the calendar has, as ISO text.
CREATE DOMAIN day AS text COLLATE "C" CHECK (
    CASE WHEN VALUE ~ '^[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]$'
    THEN make_date(substr(VALUE, 1, 4)::integer, substr(VALUE, 6, 2)::integer, substr(VALUE, 9)::integer) IS NOT NULL
    ELSE VALUE IS NULL END
);

CREATE TABLE setting (name text COLLATE "C" PRIMARY KEY, value text COLLATE "C" NOT NULL);

CREATE TABLE office (code text COLLATE "C" PRIMARY KEY);

CREATE TABLE office_version (
    code text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE,
    since text COLLATE "C" NOT NULL,
    until text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    province text COLLATE "C" NOT NULL,
    district text COLLATE "C" NOT NULL,
    province_code text COLLATE "C" NOT NULL,
    district_code text COLLATE "C" NOT NULL,
    superior text COLLATE "C" NOT NULL,
    PRIMARY KEY (code, since)
);
CREATE INDEX office_version_superior ON office_version (superior);

CREATE TABLE letter (
    id bigint PRIMARY KEY,
    issuer text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE,
    year_be bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    date day NOT NULL,
    number_as_written text COLLATE "C" NOT NULL DEFAULT '',
    date_as_written text COLLATE "C" NOT NULL DEFAULT '',
    kind text COLLATE "C" NOT NULL DEFAULT 'other',
    urgency text COLLATE "C" NOT NULL DEFAULT '',
    secrecy text COLLATE "C" NOT NULL DEFAULT '',
    subject text COLLATE "C" NOT NULL DEFAULT '',
    addressees text COLLATE "C" NOT NULL DEFAULT '',
    enclosures text COLLATE "C" NOT NULL DEFAULT '',
    signatory text COLLATE "C" NOT NULL DEFAULT '',
    position text COLLATE "C" NOT NULL DEFAULT '',
    section text COLLATE "C" NOT NULL DEFAULT '',
    phones text COLLATE "C" NOT NULL DEFAULT '',
    email text COLLATE "C" NOT NULL DEFAULT '',
    text text COLLATE "C" NOT NULL DEFAULT '',
    parent bigint REFERENCES letter (id) DEFERRABLE,
    root bigint NOT NULL REFERENCES letter (id) DEFERRABLE INITIALLY DEFERRED,
    recorded_by text COLLATE "C" NOT NULL DEFAULT '',
    formerly text COLLATE "C" NOT NULL DEFAULT '',
    UNIQUE (issuer, year_be, number)
);
CREATE INDEX letter_parent ON letter (parent);
CREATE INDEX letter_root ON letter (root, issuer);
CREATE INDEX letter_classified ON letter (root) WHERE secrecy <> '';
CREATE INDEX letter_acting ON letter (date) WHERE kind IN ('extension', 'cancellation');
CREATE INDEX letter_corrected ON letter (id) WHERE formerly <> '';

CREATE TABLE letter_number (
    letter bigint NOT NULL REFERENCES letter (id) DEFERRABLE,
    number text COLLATE "C" NOT NULL,
    compact text COLLATE "C" NOT NULL,
    running text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    PRIMARY KEY (letter, number)
);
CREATE INDEX letter_number_running ON letter_number (running);
CREATE INDEX letter_number_compact ON letter_number (compact);

CREATE TABLE letter_link (
    letter bigint NOT NULL REFERENCES letter (id) DEFERRABLE,
    position bigint NOT NULL,
    type text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    date day,
    issuer text COLLATE "C" NOT NULL DEFAULT '',
    as_written text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (letter, position)
);
CREATE INDEX letter_link_number ON letter_link (number);
CREATE INDEX letter_link_acting ON letter_link (letter) WHERE type IN ('extends', 'cancels', 'replaces');

CREATE TABLE finding (
    letter bigint NOT NULL REFERENCES letter (id) DEFERRABLE,
    position bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    evidence text COLLATE "C" NOT NULL,
    proposal text COLLATE "C" NOT NULL,
    taken bigint NOT NULL,
    PRIMARY KEY (letter, position)
);
CREATE INDEX finding_open_addressee ON finding (letter) WHERE code = 'open_addressee' AND taken = 0;

CREATE TABLE task (
    id bigint PRIMARY KEY,
    letter bigint NOT NULL REFERENCES letter (id) DEFERRABLE,
    position bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    system text COLLATE "C" NOT NULL DEFAULT '',
    audience text COLLATE "C" NOT NULL DEFAULT '',
    due_on day,
    rule text COLLATE "C" NOT NULL DEFAULT '',
    as_written text COLLATE "C" NOT NULL DEFAULT '',
    unassigned bigint NOT NULL DEFAULT 0 CHECK (unassigned IN (0, 1)),
    UNIQUE (letter, position)
);
CREATE INDEX task_unassigned ON task (letter) WHERE unassigned = 1;
CREATE INDEX task_recurring ON task (id) WHERE rule LIKE '%=%';

CREATE TABLE stated_task (
    letter bigint NOT NULL REFERENCES letter (id) DEFERRABLE,
    position bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    system text COLLATE "C" NOT NULL DEFAULT '',
    audience text COLLATE "C" NOT NULL DEFAULT '',
    due_on day,
    rule text COLLATE "C" NOT NULL DEFAULT '',
    as_written text COLLATE "C" NOT NULL DEFAULT '',
    task bigint REFERENCES task (id) DEFERRABLE,
    PRIMARY KEY (letter, position)
);
CREATE INDEX stated_task_task ON stated_task (task);

CREATE TABLE delivery (
    letter bigint NOT NULL REFERENCES letter (id) DEFERRABLE,
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE,
    sent_on day NOT NULL,
    received_on day,
    receive_number text COLLATE "C",
    recorded_by text COLLATE "C" NOT NULL DEFAULT '',
    root bigint,
    spoken_by text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (letter, office)
);
COMMENT ON COLUMN delivery.spoken_by IS 'server: the office of the role that said so';
CREATE INDEX delivery_root ON delivery (root, office);
CREATE INDEX delivery_office ON delivery (office, root);  -- which chains reached an office: asked for each role

CREATE TABLE obligation (
    task bigint NOT NULL REFERENCES task (id) DEFERRABLE,
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE,
    progress text COLLATE "C" NOT NULL DEFAULT 'none'
        CHECK (progress IN ('none', 'incomplete', 'blocked', 'done', 'exempt')),
    done_on day,
    due_on day,
    note text COLLATE "C",
    closed_by bigint REFERENCES letter (id) DEFERRABLE,
    recorded_by text COLLATE "C" NOT NULL DEFAULT '',
    exempt_from day,
    rule text COLLATE "C" NOT NULL DEFAULT '',
    year_be bigint NOT NULL,
    province text COLLATE "C" NOT NULL,
    spoken_by text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (task, province, office, year_be)
) PARTITION BY RANGE (year_be);
COMMENT ON COLUMN obligation.year_be IS 'server: the year of the letter that asks, which is the partition';
COMMENT ON COLUMN obligation.province IS 'server: its code; what a sharded engine spreads rows by';
COMMENT ON COLUMN obligation.spoken_by IS 'server: the office of the role that said so';
CREATE INDEX obligation_rule ON obligation (task, rule) WHERE rule <> '';
CREATE INDEX obligation_owed ON obligation (task, office) WHERE progress IN ('none', 'incomplete', 'blocked');
CREATE INDEX obligation_closed_by ON obligation (closed_by) WHERE closed_by IS NOT NULL;

-- What was asked before circtrack, in one: letters of roles have no other years than those since, and so no more
-- partitions are made than years have gone by.
CREATE TABLE obligation_before PARTITION OF obligation FOR VALUES FROM (MINVALUE) TO (2566);
ALTER TABLE obligation_before ENABLE ROW LEVEL SECURITY;

-- Attached, not made in place: readers need not wait. Nobody reads a partition by its own name: no policy opens it.
CREATE FUNCTION make_year(year bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    IF year >= 2566 AND to_regclass('circtrack.obligation_' || year) IS NULL
        AND EXISTS (SELECT 1 FROM letter WHERE year_be = year)
    THEN
        EXECUTE format('CREATE TABLE obligation_%s (LIKE obligation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', year);
        EXECUTE format(
            'ALTER TABLE obligation ATTACH PARTITION obligation_%s FOR VALUES FROM (%s) TO (%s)', year, year, year + 1
        );
        EXECUTE format('ALTER TABLE obligation_%s ENABLE ROW LEVEL SECURITY', year);
    END IF;
END $$;

CREATE TABLE obligation_round (
    task bigint NOT NULL REFERENCES task (id) DEFERRABLE,
    round day NOT NULL,
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE,
    progress text COLLATE "C" NOT NULL DEFAULT 'none'
        CHECK (progress IN ('none', 'incomplete', 'blocked', 'done', 'exempt')),
    done_on day,
    due_on day,
    note text COLLATE "C",
    closed_by bigint REFERENCES letter (id) DEFERRABLE,
    recorded_by text COLLATE "C" NOT NULL DEFAULT '',
    spoken_by text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (task, round, office)
);
COMMENT ON COLUMN obligation_round.spoken_by IS 'server: the office of the role that said so';
CREATE INDEX obligation_round_closed_by ON obligation_round (closed_by) WHERE closed_by IS NOT NULL;

CREATE TABLE deadline_change (
    id bigint PRIMARY KEY,
    task bigint NOT NULL REFERENCES task (id) DEFERRABLE,
    office text COLLATE "C" REFERENCES office (code) DEFERRABLE,
    due_on day NOT NULL,
    previous day,
    reason text COLLATE "C" NOT NULL,
    letter bigint REFERENCES letter (id) DEFERRABLE,
    agreed bigint NOT NULL DEFAULT 0 CHECK (agreed IN (0, 1)),
    recorded_by text COLLATE "C" NOT NULL DEFAULT '',
    round day,
    rule text COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX deadline_change_task ON deadline_change (task);
CREATE INDEX deadline_change_letter ON deadline_change (letter) WHERE letter IS NOT NULL;

CREATE TABLE reminder (
    task bigint NOT NULL REFERENCES task (id) DEFERRABLE,
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE,
    due_on text COLLATE "C" NOT NULL,
    level text COLLATE "C" NOT NULL,
    said_on day NOT NULL,
    said_to text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    PRIMARY KEY (task, office, due_on, level, said_to)
);

CREATE TABLE register_entry (
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE,
    direction text COLLATE "C" NOT NULL CHECK (direction IN ('in', 'out')),
    classified bigint NOT NULL CHECK (classified IN (0, 1)),
    circular bigint NOT NULL CHECK (circular IN (0, 1) AND (circular = 0 OR direction = 'out')),
    year_be bigint NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    registered_on day NOT NULL,
    status text COLLATE "C" NOT NULL CHECK (status IN ('registered', 'reserved', 'void')),
    letter bigint REFERENCES letter (id) DEFERRABLE,
    letter_number text COLLATE "C" NOT NULL DEFAULT '',
    letter_date day,
    sender text COLLATE "C" NOT NULL DEFAULT '',
    recipient text COLLATE "C" NOT NULL DEFAULT '',
    subject text COLLATE "C" NOT NULL DEFAULT '',
    action text COLLATE "C" NOT NULL DEFAULT '',
    remark text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (office, direction, classified, circular, year_be, number)
);
CREATE INDEX register_entry_letter ON register_entry (letter);

CREATE TABLE said (
    letter bigint NOT NULL REFERENCES letter (id) DEFERRABLE,
    task text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL,
    said_by text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    stamp text COLLATE "C" NOT NULL,
    PRIMARY KEY (letter, task, office, said_by, value)
);

CREATE TABLE withdrawn (
    issuer text COLLATE "C" NOT NULL,
    year_be bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    said_by text COLLATE "C" NOT NULL,
    date day NOT NULL,
    secrecy text COLLATE "C" NOT NULL,
    formerly text COLLATE "C" NOT NULL,
    stamp text COLLATE "C" NOT NULL,
    statements text COLLATE "C" NOT NULL,
    PRIMARY KEY (issuer, year_be, number, said_by)
);

CREATE TABLE draft (
    id bigint PRIMARY KEY,
    office text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    line bigint NOT NULL,
    secrecy text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    content text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    kept_on day NOT NULL,
    UNIQUE (office, digest)
);

CREATE TABLE file_read (
    office text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    read_on day NOT NULL,
    PRIMARY KEY (office, digest)
);

CREATE TABLE journal (
    id bigint PRIMARY KEY CHECK (id > 0),
    at text COLLATE "C" NOT NULL,
    who text COLLATE "C" NOT NULL,
    command text COLLATE "C" NOT NULL,
    summary text COLLATE "C" NOT NULL,
    changes text COLLATE "C" NOT NULL,
    undoes bigint REFERENCES journal (id) DEFERRABLE,
    hash text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL DEFAULT ''
);
COMMENT ON COLUMN journal.office IS 'server: the office of the role that did it; empty for the owner';
CREATE INDEX journal_who ON journal (who, undoes);
CREATE INDEX journal_office ON journal (office, id);
CREATE INDEX journal_undoes ON journal (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE journal_head (
    only_row bigint PRIMARY KEY CHECK (only_row = 1),
    journal bigint NOT NULL,
    hash text COLLATE "C" NOT NULL
);

-- What open transactions have changed so far. Each change needs a journal row of number 0 at the end, and there is
-- none: so a transaction can only end well once write_journal() has made these rows a journal row.
CREATE UNLOGGED TABLE journal_pending (
    transaction xid8 NOT NULL,
    place bigint NOT NULL,
    change text COLLATE "C" NOT NULL,
    kept jsonb,  -- of deleted obligations those with an office's own word, which must stand in another
    journal bigint REFERENCES journal (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (transaction, place)
);
COMMENT ON TABLE journal_pending IS 'server: what open transactions have changed';

-- Commands that write lock the row 1: those that change single rows share it, all others have it alone, and row 0 while
-- they wait for it. Whoever sends reminders as the owner locks row 2.
CREATE TABLE turn (place bigint PRIMARY KEY);
COMMENT ON TABLE turn IS 'server: the locks of the commands that write, and of who sends';
INSERT INTO turn VALUES (0), (1), (2);

CREATE TABLE tables_version (only_row bigint PRIMARY KEY CHECK (only_row = 1), version bigint NOT NULL);
COMMENT ON TABLE tables_version IS 'server: which version these tables are of';
INSERT INTO tables_version VALUES (1, 1);
