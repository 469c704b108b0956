-- What no role may do, whatever its office; one a line. Each must leave everything as it was.
UPDATE journal SET who = 'somebody'
DELETE FROM journal
TRUNCATE journal
INSERT INTO journal (id, at, who, command, summary, changes) VALUES (999, '2020-01-01T00:00:00Z', 'clerk', 'done', '', '{"message":"","values":{},"rows":[]}')
INSERT INTO journal (id, at, who, command, summary, changes) VALUES (999, '2020-01-01T00:00:00Z', session_user, 'done', '', 'rubbish')
INSERT INTO journal (id, at, who, command, summary, changes) VALUES (999, '2020-01-01T00:00:00Z', session_user, 'done', '', '{"message":"","values":{},"rows":[1]}')
INSERT INTO journal (id, at, who, command, summary, changes, undoes) VALUES (999, '', session_user, 'undo', '', '{"message":"","values":{},"rows":[]}', (SELECT journal - 1000 + 1000 FROM (VALUES (1)) AS v (journal)))
UPDATE journal_head SET hash = ''
INSERT INTO journal_head VALUES (1, 5, 'x') ON CONFLICT (only_row) DO UPDATE SET hash = 'x'
DELETE FROM journal_head
SELECT * FROM journal_head FOR UPDATE
UPDATE role_office SET office = 'dla'
INSERT INTO role_office VALUES (session_user, 'dla') ON CONFLICT (role) DO UPDATE SET office = 'dla'
DELETE FROM role_office
UPDATE office_version SET superior = '3609'
INSERT INTO office VALUES ('x')
INSERT INTO office_version VALUES ('dla', '2020-01-01', '9999-12-31', 'x', 'district', '', '', '', '', '3609')
DELETE FROM office_version
UPDATE setting SET value = 'dla'
INSERT INTO setting VALUES ('office', '3609')
UPDATE tables_version SET version = 99
ALTER TABLE letter DISABLE ROW LEVEL SECURITY
ALTER TABLE obligation DISABLE TRIGGER ALL
DROP POLICY letter_select ON letter
CREATE POLICY mine ON letter USING (true)
DROP TRIGGER journal_keeps ON journal
ALTER TABLE letter OWNER TO CURRENT_USER
GRANT ALL ON letter TO CURRENT_USER
CREATE OR REPLACE FUNCTION my_office() RETURNS text LANGUAGE sql AS $$ SELECT 'dla' $$
CREATE FUNCTION circtrack.is_mine(varchar) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$
CREATE TABLE circtrack.mine (id int)
SET ROLE postgres; DELETE FROM obligation
SET SESSION AUTHORIZATION postgres; DELETE FROM obligation
SET session_replication_role = replica; DELETE FROM obligation
CREATE TEMP TABLE role_office (role text, office text); INSERT INTO pg_temp.role_office VALUES (session_user, 'dla'); SET search_path = pg_temp, circtrack; DELETE FROM circtrack.letter
CREATE TEMP TABLE office_version AS SELECT * FROM circtrack.office_version; UPDATE pg_temp.office_version SET superior = '3609'; SET search_path = pg_temp, circtrack; DELETE FROM circtrack.obligation WHERE office = '06360903'
CREATE FUNCTION pg_temp.is_mine(text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$; SET search_path = pg_temp, circtrack; DELETE FROM circtrack.obligation WHERE office = '06360903'
SELECT decides(1)
SELECT latest_due(1, '06360904')
SELECT refuse('x')
SELECT journal_in_line()
CREATE TEMP TABLE j (LIKE circtrack.journal); CREATE TRIGGER t BEFORE INSERT ON j FOR EACH ROW EXECUTE FUNCTION circtrack.journal_in_line(); INSERT INTO j VALUES (1, '', session_user, '', '', '{}')
CREATE TEMP TABLE l (id bigint, root bigint); CREATE TRIGGER t AFTER INSERT ON l FOR EACH ROW EXECUTE FUNCTION circtrack.chain_with_its_deliveries(); INSERT INTO l VALUES (1, 2)
CREATE TEMP TABLE k (id bigint, letter bigint); CREATE TRIGGER t AFTER UPDATE OF letter ON k FOR EACH ROW EXECUTE FUNCTION circtrack.task_with_its_obligations()
SELECT make_years('[{"year_be":2999}]')
TRUNCATE letter CASCADE
TRUNCATE obligation
COPY obligation FROM PROGRAM 'echo'
COPY delivery FROM STDIN
DROP SCHEMA circtrack CASCADE
DELETE FROM said
INSERT INTO said VALUES (1, '', '36', '36', '{}', '')
DELETE FROM register_entry
DELETE FROM reminder
UPDATE letter SET text = 'x'
UPDATE letter SET number = 'x'
UPDATE letter SET issuer = '3609'
UPDATE letter SET recorded_by = 'dla'
UPDATE delivery SET letter = 1
UPDATE delivery SET office = '3609'
UPDATE delivery SET sent_on = '2023-01-01'
UPDATE delivery SET root = 2
UPDATE delivery SET spoken_by = '3609'
UPDATE delivery SET recorded_by = 'moi'
UPDATE obligation SET office = '3609'
UPDATE obligation SET task = 2
UPDATE obligation SET year_be = 2567
UPDATE obligation SET spoken_by = 'dla'
UPDATE obligation SET recorded_by = 'moi'
UPDATE finding SET text = 'x'
UPDATE letter_number SET number = 'x'
UPDATE register_entry SET office = 'dla'
DELETE FROM obligation_2566
UPDATE obligation_2566 SET progress = 'exempt'
INSERT INTO obligation_2566 (task, office, year_be, province) VALUES (1, 'dla', 2566, '')
