-- What a role of a server reads, by row-level security, and the functions that it may call.
--
-- Whoever owns the tables, and whoever is a member of that role, is above all this. To everyone else the schema is
-- closed until `circtrack admin grant` opens it; the rights themselves are everybody's, so that thousands of roles need
-- not stand on each table. Nobody has a right to write: that goes through the gate (gate.sql).
--
-- A role reads the chains to which its office, or one under it, belongs; of what is owed in them its own part, and all
-- of it where the chain's first letter is its own.

CREATE FUNCTION hidden_letters() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM letter AS l WHERE l.secrecy <> '') THEN
        RETURN;  -- whose chains are whose need not be known
    END IF;
    RETURN QUERY SELECT l.id FROM letter AS l
        WHERE l.secrecy <> '' AND l.root IN (SELECT my_chains()) AND NOT may_open(l.id, l.issuer);
END $$;

ALTER TABLE letter ENABLE ROW LEVEL SECURITY;
CREATE POLICY letter_select ON letter FOR SELECT USING (
    root IN (SELECT my_chains()) AND (secrecy = '' OR id NOT IN (SELECT hidden_letters()))
);

-- Whether a letter is seen its own policy says, for these tables.
DO $$
DECLARE of_table text;
BEGIN
    FOREACH of_table IN ARRAY ARRAY['letter_number', 'letter_link', 'finding', 'stated_task'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', of_table);
        EXECUTE format(
            'CREATE POLICY %1$s_select ON %1$I FOR SELECT USING ('
            ' EXISTS (SELECT 1 FROM letter AS l WHERE l.id = %1$I.letter))', of_table
        );
    END LOOP;
END $$;

ALTER TABLE task ENABLE ROW LEVEL SECURITY;
CREATE POLICY task_select ON task FOR SELECT USING (id IN (SELECT my_tasks()));

ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY delivery_select ON delivery FOR SELECT USING (
    root IN (SELECT my_chains()) AND letter NOT IN (SELECT hidden_letters())
);

ALTER TABLE obligation ENABLE ROW LEVEL SECURITY;
CREATE POLICY obligation_select ON obligation FOR SELECT USING (
    task IN (SELECT my_tasks()) AND (task IN (SELECT my_own_tasks()) OR EXISTS (
        SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT my_realms())::text[]) AND r.office = obligation.office
    ))
);

ALTER TABLE obligation_round ENABLE ROW LEVEL SECURITY;
CREATE POLICY obligation_round_select ON obligation_round FOR SELECT USING (
    task IN (SELECT my_tasks()) AND (task IN (SELECT my_own_tasks()) OR EXISTS (
        SELECT 1 FROM reach AS r
        WHERE r.realm = ANY ((SELECT my_realms())::text[]) AND r.office = obligation_round.office
    ))
);

ALTER TABLE deadline_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY deadline_change_select ON deadline_change FOR SELECT USING (
    task IN (SELECT my_tasks()) AND (letter IS NULL OR letter NOT IN (SELECT hidden_letters()))
    AND (office IS NULL OR task IN (SELECT my_own_tasks()) OR EXISTS (
        SELECT 1 FROM reach AS r
        WHERE r.realm = ANY ((SELECT my_realms())::text[]) AND r.office = deadline_change.office
    ))
);

ALTER TABLE reminder ENABLE ROW LEVEL SECURITY;
CREATE POLICY reminder_select ON reminder FOR SELECT USING (
    task IN (SELECT my_tasks()) AND (task IN (SELECT my_own_tasks()) OR EXISTS (
        SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT my_realms())::text[]) AND r.office = reminder.office
    ))
);

ALTER TABLE said ENABLE ROW LEVEL SECURITY;
CREATE POLICY said_select ON said FOR SELECT USING (
    (concat(office, said_by) = '' OR EXISTS (
        SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT my_realms())::text[])
            AND r.office = CASE said.office WHEN '' THEN said.said_by ELSE said.office END
    )) AND EXISTS (SELECT 1 FROM letter AS l WHERE l.id = said.letter)
);

ALTER TABLE withdrawn ENABLE ROW LEVEL SECURITY;
CREATE POLICY withdrawn_select ON withdrawn FOR SELECT USING (EXISTS (
    SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT my_realms())::text[]) AND r.office = withdrawn.issuer
));

ALTER TABLE register_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_entry_select ON register_entry FOR SELECT USING (
    office IN (SELECT my_office() UNION SELECT my_house())
);

ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY draft_select ON draft FOR SELECT USING (office = (SELECT my_office()) AND office <> '');

ALTER TABLE file_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY file_read_select ON file_read FOR SELECT USING (office = (SELECT my_office()) AND office <> '');

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
CREATE POLICY journal_select ON journal FOR SELECT USING (office = (SELECT my_office()) AND office <> '');

-- Read by all who can enter the schema; where a table has policies, they say which rows.
GRANT SELECT ON
    setting, office, office_version, tables_version, seat, reach,
    letter, letter_number, letter_link, finding, task, delivery, obligation, obligation_round, stated_task,
    deadline_change, register_entry, reminder, said, withdrawn, draft, file_read, journal
TO PUBLIC;

-- Asked by policies and by the program (nothing that they say is secret to who asks), and the gate.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA circtrack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    my_office(), my_house(), my_realms(), my_chains(), my_tasks(), my_own_tasks(), hidden_letters(), next_row(text),
    take_turn(boolean), lock_sending(), write(json), write_journal(json),
    instr(text, text), group_concat_step(text, text, text), group_concat(text, text)
TO PUBLIC;
