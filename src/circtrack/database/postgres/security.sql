-- What a role of a server reads, by row-level security, and the functions that it may call.
--
-- Whoever owns the tables, and whoever is a member of that role, is above all this. To everyone else the schema is
-- closed until `circtrack admin grant` opens it; the rights themselves are everybody's, so that thousands of roles need
-- not stand on each table. Nobody has a right to write: that goes through the gate (gate.sql).
--
-- A role reads the chains to which its office, or one under it, belongs; of what is owed in them its own part, and all
-- of it where the chain's first letter is its own.

GRANT SELECT ON setting, office, office_version, latest_office, tables_version, seat, reach TO PUBLIC;

DO $do$
DECLARE
    its_letter text := 'EXISTS (SELECT 1 FROM letter AS l WHERE l.id = %1$I.letter)';  -- by the letter's own policy
    mine text := 'EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT (my_seat()).realms)::text[])'
        ' AND r.office = %1$I.';
    owed text := 'task IN (SELECT my_tasks()) AND (task IN (SELECT my_own_tasks()) OR ' || mine || 'office))';
    of_the_office text := 'office = (SELECT my_office()) AND office <> ''''';
    rows_of record;
BEGIN
    FOR rows_of IN SELECT * FROM (VALUES
        ('letter', 'root IN (SELECT my_chains()) AND (secrecy = '''' OR id NOT IN (SELECT hidden_letters()))'),
        ('letter_number', its_letter || ' AND source NOT IN (SELECT hidden_numbers())'), ('letter_link', its_letter), ('finding', its_letter), ('stated_task', its_letter),
        ('task', 'id IN (SELECT my_tasks())'),
        ('delivery', 'root IN (SELECT my_chains()) AND letter NOT IN (SELECT hidden_letters())'),
        ('obligation', owed), ('obligation_round', owed), ('reminder', owed),
        ('deadline_change', '(letter IS NULL OR letter NOT IN (SELECT hidden_letters())) AND CASE WHEN office IS NULL'
            ' THEN task IN (SELECT my_tasks()) ELSE ' || owed || ' END'),
        ('said', its_letter || ' AND CASE WHEN office <> '''' THEN ' || mine || 'office) WHEN said_by <> '''' THEN '
            || mine || 'said_by) ELSE true END'),
        ('withdrawn', mine || 'issuer)'),
        ('register_entry', 'office IN (SELECT unnest(ARRAY[m.office, m.house]) FROM my_seat() AS m)'),
        ('draft', of_the_office), ('file_read', of_the_office), ('journal', of_the_office)
    ) AS x (of_table, which) LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', rows_of.of_table);
        EXECUTE format('CREATE POLICY seen ON %1$I FOR SELECT USING (' || rows_of.which || ')', rows_of.of_table);
        EXECUTE format('GRANT SELECT ON %I TO PUBLIC', rows_of.of_table);
    END LOOP;
END $do$;

-- Asked by policies and by the program (nothing that they say is secret to who asks), and the gate.
-- Each runs with the owner's rights, in this schema alone.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA circtrack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION instr(text, text), group_concat_step(text, text, text), group_concat(text, text) TO PUBLIC;
DO $do$
DECLARE called regprocedure;
BEGIN
    FOREACH called IN ARRAY ARRAY[
        'my_seat()', 'my_office()', 'my_chains()', 'my_tasks()', 'my_own_tasks()', 'hidden_letters()',
        'hidden_numbers()',
        'next_row(text)', 'columns_of(text, boolean)', 'take_turn(boolean)', 'lock_sending()', 'write(json)',
        'write_journal(json)'
    ]::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = circtrack, pg_temp', called);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', called);
    END LOOP;
END $do$;
