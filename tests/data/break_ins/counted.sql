-- What would have the server count the rows that a query passed over, or read by another way than the one there is.
EXPLAIN SELECT * FROM letter
EXPLAIN ANALYZE SELECT * FROM letter WHERE number = 'มท 0810.7/ว 908'
EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM circtrack_roles.letter
EXPLAIN ANALYZE SELECT * FROM circtrack.letter
EXPLAIN ANALYZE SELECT * FROM circtrack_roles.my_chain
EXPLAIN ANALYZE SELECT * FROM circtrack.hidden_letters()
SELECT * FROM letter
TABLE circtrack_roles.task
COPY (SELECT * FROM letter) TO STDOUT
PREPARE p AS SELECT * FROM letter; EXPLAIN ANALYZE EXECUTE p
EXPLAIN ANALYZE DECLARE x CURSOR FOR SELECT * FROM letter
EXPLAIN ANALYZE CREATE TEMP TABLE x AS SELECT * FROM letter
CREATE TEMP VIEW v AS SELECT * FROM letter; EXPLAIN ANALYZE SELECT * FROM v
DO $$ DECLARE r record; BEGIN FOR r IN EXECUTE 'EXPLAIN ANALYZE SELECT * FROM letter' LOOP RAISE EXCEPTION 'counted: %', r; END LOOP; END $$
SELECT query_to_xml('EXPLAIN ANALYZE SELECT * FROM letter', true, true, '')
SELECT table_to_xml('circtrack_roles.letter'::regclass, true, true, '')
SELECT circtrack_roles.read('EXPLAIN ANALYZE SELECT * FROM letter', 'x')
SELECT circtrack_roles.read('SELECT 1; EXPLAIN ANALYZE SELECT * FROM letter', 'x')
SELECT circtrack_roles.read('/* SELECT */ EXPLAIN ANALYZE SELECT * FROM letter', 'x')
SELECT circtrack_roles.read('SELECT query_to_xml(''EXPLAIN ANALYZE SELECT * FROM letter'', true, true, '''')', 'x'); FETCH ALL FROM x
SELECT circtrack_roles.read('SELECT query_to_xml(''SELECT 1 FROM circtrack_roles.letter'', true, true, '''')', 'x'); FETCH ALL FROM x
SELECT circtrack_roles.read('SELECT table_to_xml(''circtrack_roles.letter''::regclass, true, true, '''')', 'x'); FETCH ALL FROM x
SELECT circtrack_roles.read('SELECT * FROM circtrack.letter', 'x')
SELECT circtrack_roles.read('SELECT * FROM role_office', 'x')
SELECT circtrack_roles.read('SELECT * FROM journal_head', 'x')
SELECT circtrack_roles.read('SELECT ctid FROM letter', 'x')
SELECT circtrack_roles.read('SELECT * FROM letter FOR UPDATE', 'x')
SELECT circtrack_roles.read('SELECT * INTO copied FROM letter', 'x')
SELECT circtrack_roles.read('WITH gone AS (DELETE FROM letter RETURNING 1) SELECT * FROM gone', 'x')
SELECT circtrack_roles.read('DELETE FROM letter', 'x')
SELECT circtrack_roles.read('SELECT circtrack.copy_rows(''letter'', ''[]'')', 'x')
SELECT circtrack_roles.read('SELECT circtrack.make_reader()', 'x')
SELECT circtrack.make_reader()
BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT circtrack_roles.read('SELECT * FROM letter', 'x')
SET ROLE circtrack_reader; EXPLAIN ANALYZE SELECT * FROM letter
SET SESSION AUTHORIZATION circtrack_reader; EXPLAIN ANALYZE SELECT * FROM letter
GRANT circtrack_reader TO CURRENT_USER
ALTER FUNCTION circtrack_roles.read OWNER TO CURRENT_USER
ALTER FUNCTION circtrack_roles.read SET debug_print_plan = on
CREATE OR REPLACE FUNCTION circtrack_roles.read(query text, rows refcursor) RETURNS refcursor LANGUAGE plpgsql AS $$ BEGIN OPEN rows FOR EXECUTE query; RETURN rows; END $$
LOAD 'auto_explain'
SET session_preload_libraries = auto_explain
SET log_planner_stats = on
