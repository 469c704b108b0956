-- What the tables have only on a server. A comment that begins with "server:" marks it; it is not moved or exported.

ALTER TABLE delivery ADD spoken_by text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE obligation_round ADD spoken_by text COLLATE "C" NOT NULL DEFAULT '';
COMMENT ON COLUMN delivery.spoken_by IS 'server: the office of the role that said so';
COMMENT ON COLUMN obligation_round.spoken_by IS 'server: the office of the role that said so';
CREATE INDEX delivery_office ON delivery (office) INCLUDE (root);  -- to list chains; one is looked up by delivery_root
CREATE INDEX delivery_letter ON delivery (letter) INCLUDE (root);  -- to count a letter's without reading the rows

-- Obligations lie in one partition for each year of the letters that ask for them, and in it a province's rows lie
-- together.
ALTER TABLE obligation RENAME TO obligation_of_file;
CREATE TABLE obligation (
    LIKE obligation_of_file INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    year_be bigint NOT NULL, province text COLLATE "C" NOT NULL,
    spoken_by text COLLATE "C" NOT NULL DEFAULT '', asked bigint,
    PRIMARY KEY (task, province, office, year_be), FOREIGN KEY (task) REFERENCES task (id) DEFERRABLE,
    FOREIGN KEY (office) REFERENCES office (code) DEFERRABLE,
    FOREIGN KEY (closed_by) REFERENCES letter (id) DEFERRABLE
) PARTITION BY RANGE (year_be);
DROP TABLE obligation_of_file;
COMMENT ON COLUMN obligation.year_be IS 'server: the year of the letter that asks, which is the partition';
COMMENT ON COLUMN obligation.province IS 'server: its code; what a sharded engine spreads rows by';
COMMENT ON COLUMN obligation.spoken_by IS 'server: the office of the role that said so';
COMMENT ON COLUMN obligation.asked IS 'server: where a role added it to what others ask, a mark of that';
CREATE INDEX obligation_rule ON obligation (task, rule) WHERE rule <> '';
CREATE INDEX obligation_owed ON obligation (task, office) WHERE progress IN ('none', 'incomplete', 'blocked');
CREATE INDEX obligation_closed_by ON obligation (closed_by) WHERE closed_by IS NOT NULL;

-- What was asked before circtrack, in one: letters of roles have no other years than those since, and so no more
-- partitions are made than years have gone by.
CREATE TABLE obligation_before PARTITION OF obligation FOR VALUES FROM (MINVALUE) TO (2566);
ALTER TABLE obligation_before ENABLE ROW LEVEL SECURITY;

-- Attached, not made in place: readers need not wait. Nobody reads a partition by its own name: no policy opens it.
CREATE FUNCTION make_years(letters json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE year bigint;
BEGIN
    FOR year IN SELECT DISTINCT (l ->> 'year_be')::bigint FROM json_array_elements(letters) AS l LOOP
        IF year >= 2566 AND to_regclass('circtrack.obligation_' || year) IS NULL THEN
            EXECUTE format('CREATE TABLE obligation_%s (LIKE obligation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', year);
            EXECUTE format(
                'ALTER TABLE obligation ATTACH PARTITION obligation_%s FOR VALUES FROM (%s) TO (%s)', year, year, year + 1
            );
            EXECUTE format('ALTER TABLE obligation_%s ENABLE ROW LEVEL SECURITY', year);
        END IF;
    END LOOP;
END $$;

-- Nobody's right is to change or delete an entry; this keeps the owner from it too, whom no right binds.
ALTER TABLE journal ADD office text COLLATE "C" NOT NULL DEFAULT '';
COMMENT ON COLUMN journal.office IS 'server: the office of the role that did it; empty for the owner';
CREATE INDEX journal_office ON journal (office, id);
CREATE FUNCTION journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept();

-- What open transactions have changed so far. Each change needs a journal row of number 0 at the end, and there is
-- none: so a transaction can only end well once write_journal() has made these rows a journal row.
CREATE UNLOGGED TABLE journal_pending (
    transaction xid8 NOT NULL, place bigint NOT NULL,
    change text COLLATE "C" NOT NULL,
    kept jsonb,  -- of deleted obligations those with an office's own word, which must stand in another
    journal bigint REFERENCES journal (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (transaction, place)
);
COMMENT ON TABLE journal_pending IS 'server: what open transactions have changed';

-- Commands that write lock the row 1: those that change single rows share it, all others have it alone, and row 0 while
-- they wait for it. Whoever sends reminders as the owner locks row 2, whoever writes the journal row 3.
CREATE TABLE turn (place bigint PRIMARY KEY);
COMMENT ON TABLE turn IS 'server: the locks of the commands that write, and of who sends';
INSERT INTO turn VALUES (0), (1), (2), (3);

CREATE TABLE tables_version (only_row bigint PRIMARY KEY CHECK (only_row = 1), version bigint NOT NULL);
COMMENT ON TABLE tables_version IS 'server: which version these tables are of';
INSERT INTO tables_version VALUES (1, 1);
