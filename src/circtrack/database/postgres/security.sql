-- Who may do what on a server: a role has an office, and row-level security gives it what is that office's.
--
-- Whoever owns the tables, and whoever is a member of that role, is above all this. To everyone else the schema is
-- closed until `circtrack admin grant` opens it; the rights on the tables themselves are everybody's, so that thousands
-- of roles need not stand on each.
--
-- A role reads the chains to which its office, or one under it, belongs; of what is owed in them its own part, and all
-- of it where the chain's first letter is its own. It writes the letters of its offices, what they received and did,
-- and their registers. Deadlines and exemptions are for who issued the letter that asks. What rights by row and by
-- column cannot say, triggers do (guards.sql); they do it for roles only (row_security_active).
--
-- What is asked of a role is asked of session_user: it stays the same under SET ROLE and inside of functions. Every
-- function has its search path set, and none can be called that is not meant to be.

ALTER TABLE letter ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE, UPDATE (parent, root) ON letter TO PUBLIC;
-- A letter that is taken out of a chain is not seen through its new chain before the statement has ended.
CREATE POLICY letter_select ON letter FOR SELECT USING (
    root IN (SELECT my_chains()) OR root = id AND issuer IN (SELECT my_offices())
);
CREATE POLICY letter_insert ON letter FOR INSERT WITH CHECK (
    is_mine(issuer) AND parent IS NULL AND root = id AND recorded_by = '' AND id < next_row('letter') + 1000000
);
CREATE POLICY letter_update ON letter FOR UPDATE USING (may_write(issuer, root)) WITH CHECK (
    is_mine(issuer)
    AND (may_write(issuer, root) AND (parent IS NULL AND root = id OR is_seen(parent) AND sees(root)))
);
CREATE POLICY letter_delete ON letter FOR DELETE USING (may_write(issuer, root));

-- Whether a letter is seen its own policy says, for this table and those that follow.
ALTER TABLE letter_number ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE ON letter_number TO PUBLIC;
CREATE POLICY letter_number_select ON letter_number FOR SELECT USING (
    EXISTS (SELECT 1 FROM letter AS l WHERE l.id = letter_number.letter)
);
CREATE POLICY letter_number_insert ON letter_number FOR INSERT WITH CHECK (
    is_my_letter(letter) OR is_my_reading(letter, number, source)
);
CREATE POLICY letter_number_delete ON letter_number FOR DELETE USING (
    is_my_letter(letter) OR is_my_reading(letter, number, source)
);

ALTER TABLE letter_link ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE ON letter_link TO PUBLIC;
CREATE POLICY letter_link_select ON letter_link FOR SELECT USING (
    EXISTS (SELECT 1 FROM letter AS l WHERE l.id = letter_link.letter)
);
CREATE POLICY letter_link_insert ON letter_link FOR INSERT WITH CHECK (is_my_letter(letter));
CREATE POLICY letter_link_delete ON letter_link FOR DELETE USING (is_my_letter(letter));

ALTER TABLE finding ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE ON finding TO PUBLIC;
CREATE POLICY finding_select ON finding FOR SELECT USING (
    EXISTS (SELECT 1 FROM letter AS l WHERE l.id = finding.letter)
);
CREATE POLICY finding_insert ON finding FOR INSERT WITH CHECK (is_my_letter(letter));
CREATE POLICY finding_delete ON finding FOR DELETE USING (is_my_letter(letter));

ALTER TABLE stated_task ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE, UPDATE (task) ON stated_task TO PUBLIC;
CREATE POLICY stated_task_select ON stated_task FOR SELECT USING (
    EXISTS (SELECT 1 FROM letter AS l WHERE l.id = stated_task.letter)
);
CREATE POLICY stated_task_insert ON stated_task FOR INSERT WITH CHECK (
    is_my_letter(letter) AND (task IS NULL OR is_task_of_chain(task, letter))
);
CREATE POLICY stated_task_update ON stated_task FOR UPDATE USING (is_my_letter(letter)) WITH CHECK (
    is_my_letter(letter) AND (task IS NULL OR is_task_of_chain(task, letter))
);
CREATE POLICY stated_task_delete ON stated_task FOR DELETE USING (is_my_letter(letter));

ALTER TABLE task ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE ON task TO PUBLIC;
GRANT UPDATE (letter, position, title, system, audience, due_on, rule, as_written) ON task TO PUBLIC;
CREATE POLICY task_select ON task FOR SELECT USING (EXISTS (SELECT 1 FROM letter AS l WHERE l.id = task.letter));
CREATE POLICY task_insert ON task FOR INSERT WITH CHECK (
    is_stated_by_me(letter, title) AND id < next_row('task') + 1000000
);
CREATE POLICY task_update ON task FOR UPDATE USING (
    id IN (SELECT my_passed_on_tasks()) OR id IN (SELECT my_decided_tasks())
) WITH CHECK (is_seen(letter));
CREATE POLICY task_delete ON task FOR DELETE USING (id IN (SELECT my_decided_tasks()));

ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE, UPDATE (received_on, receive_number, recorded_by) ON delivery TO PUBLIC;
CREATE POLICY delivery_select ON delivery FOR SELECT USING (root IN (SELECT my_chains()));
CREATE POLICY delivery_insert ON delivery FOR INSERT WITH CHECK (is_my_letter(letter));
CREATE POLICY delivery_update ON delivery FOR UPDATE USING (may_write(office, root));
-- What has been received has been sent.
CREATE POLICY delivery_delete ON delivery FOR DELETE USING (is_my_letter(letter) AND received_on IS NULL);

ALTER TABLE obligation ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE ON obligation TO PUBLIC;
GRANT UPDATE (progress, done_on, due_on, note, closed_by, recorded_by) ON obligation TO PUBLIC;
CREATE POLICY obligation_select ON obligation FOR SELECT USING (
    task IN (SELECT my_tasks()) AND (office IN (SELECT my_offices()) OR task IN (SELECT my_own_tasks()))
);
CREATE POLICY obligation_insert ON obligation FOR INSERT WITH CHECK (
    office IN (SELECT my_offices())
        AND (task IN (SELECT my_decided_tasks()) OR task IN (SELECT my_passed_on_tasks()))
    OR task IN (SELECT my_decided_tasks()) AND is_asked_by_me(task, office)
);
CREATE POLICY obligation_update ON obligation FOR UPDATE USING (is_my_part(task, office));
CREATE POLICY obligation_delete ON obligation FOR DELETE USING (task IN (SELECT my_decided_tasks()));

ALTER TABLE deadline_change ENABLE ROW LEVEL SECURITY;
GRANT INSERT, DELETE, UPDATE (task) ON deadline_change TO PUBLIC;
CREATE POLICY deadline_change_select ON deadline_change FOR SELECT USING (
    task IN (SELECT my_tasks())
    AND (office IS NULL OR office IN (SELECT my_offices()) OR task IN (SELECT my_own_tasks()))
);
CREATE POLICY deadline_change_insert ON deadline_change FOR INSERT WITH CHECK (
    (task IN (SELECT my_decided_tasks()) OR sets_earlier(task, office, letter, agreed))
    AND recorded_by = '' AND id < next_row('deadline_change') + 1000000
);
CREATE POLICY deadline_change_update ON deadline_change FOR UPDATE USING (
    task IN (SELECT my_decided_tasks()) OR sets_earlier(task, office, letter, agreed)
) WITH CHECK (
    (task IN (SELECT my_decided_tasks()) OR sets_earlier(task, office, letter, agreed)) AND recorded_by = ''
);
CREATE POLICY deadline_change_delete ON deadline_change FOR DELETE USING (
    task IN (SELECT my_decided_tasks()) OR sets_earlier(task, office, letter, agreed)
);

ALTER TABLE register_entry ENABLE ROW LEVEL SECURITY;
GRANT INSERT ON register_entry TO PUBLIC;
GRANT UPDATE (
    registered_on, status, letter, letter_number, letter_date, sender, recipient, subject, action, remark
) ON register_entry TO PUBLIC;
CREATE POLICY register_entry_select ON register_entry FOR SELECT USING (
    office IN (SELECT my_office() UNION SELECT my_house())
);
CREATE POLICY register_entry_insert ON register_entry FOR INSERT WITH CHECK (
    office IN (SELECT my_office() UNION SELECT my_house()) AND (letter IS NULL OR is_seen(letter))
);
CREATE POLICY register_entry_update ON register_entry FOR UPDATE USING (
    office IN (SELECT my_office() UNION SELECT my_house())
) WITH CHECK (
    office IN (SELECT my_office() UNION SELECT my_house()) AND (letter IS NULL OR is_seen(letter))
);

ALTER TABLE reminder ENABLE ROW LEVEL SECURITY;
GRANT INSERT ON reminder TO PUBLIC;
CREATE POLICY reminder_select ON reminder FOR SELECT USING (
    task IN (SELECT my_tasks()) AND (office IN (SELECT my_offices()) OR task IN (SELECT my_own_tasks()))
);
CREATE POLICY reminder_insert ON reminder FOR INSERT WITH CHECK (
    task IN (SELECT my_tasks()) AND (office IN (SELECT my_offices()) OR task IN (SELECT my_own_tasks()))
);

ALTER TABLE said ENABLE ROW LEVEL SECURITY;
CREATE POLICY said_select ON said FOR SELECT USING (
    office IN (SELECT my_offices()) AND EXISTS (SELECT 1 FROM letter AS l WHERE l.id = said.letter)
);

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
GRANT INSERT ON journal TO PUBLIC;
CREATE POLICY journal_select ON journal FOR SELECT USING (
    who = session_user::text OR who IN (SELECT my_colleagues())
);
CREATE POLICY journal_insert ON journal FOR INSERT WITH CHECK (who = session_user::text);

-- Read by all who can enter the schema; where a table has policies, they say which rows.
GRANT SELECT ON
    setting, office, office_version, tables_version,
    letter, letter_number, letter_link, finding, task, delivery, obligation, stated_task, deadline_change,
    register_entry, reminder, said, journal
TO PUBLIC;
GRANT UPDATE ON writers_turn TO PUBLIC;

-- Asked by policies and by the program; nothing that they say is secret to who asks.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA circtrack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    my_office(), my_house(), for_the_whole_country(), my_offices(), my_chains(), my_tasks(),
    my_own_tasks(), my_passed_on_tasks(), my_decided_tasks(), my_colleagues(),
    is_mine(text), sees(bigint), may_write(text, bigint), is_seen(bigint), is_my_letter(bigint),
    is_my_reading(bigint, text, text), is_my_part(bigint, text), is_stated_by_me(bigint, text),
    is_asked_by_me(bigint, text), is_task_of_chain(bigint, bigint), sets_earlier(bigint, text, bigint, bigint),
    next_row(text), make_year(bigint),
    instr(text, text), group_concat_step(text, text, text), group_concat(text, text)
TO PUBLIC;
