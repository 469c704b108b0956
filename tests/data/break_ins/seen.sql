-- What must show nothing of that chain, nor of others' work.
SELECT * FROM letter WHERE id = 2
SELECT * FROM letter WHERE issuer = 'opsmoi'
SELECT * FROM letter_number WHERE letter = 2
SELECT * FROM stated_task WHERE letter = 2
SELECT * FROM delivery WHERE letter = 2 OR root = 2
SELECT * FROM task WHERE id = 2
SELECT * FROM obligation WHERE task = 2
SELECT * FROM obligation_2566
SELECT * FROM ONLY circtrack.obligation
SELECT * FROM ONLY obligation WHERE task = 2
SELECT * FROM role_office
SELECT * FROM journal WHERE who <> session_user
SELECT * FROM register_entry WHERE office NOT IN ((my_seat()).office, (my_seat()).house)
CREATE TEMP VIEW v AS SELECT * FROM circtrack.letter; SELECT * FROM v WHERE id = 2
SET row_security = off; SELECT * FROM letter
SELECT * FROM pg_stats WHERE schemaname = 'circtrack' AND tablename IN ('letter', 'obligation_2566', 'delivery', 'obligation', 'journal')
CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN IF $1 LIKE '%0203%' THEN RAISE EXCEPTION 'leaked: %', $1; END IF; RETURN false; END $$; SELECT * FROM circtrack.letter WHERE pg_temp.leak(number)
SELECT * FROM letter WHERE 1 / (CASE WHEN number LIKE '%0203%' THEN 0 ELSE 1 END) = 2
SELECT * FROM my_chain AS c WHERE c.chain = 2
SELECT * FROM circtrack.my_chain AS c WHERE c.chain = 2
SELECT * FROM my_letters() AS c WHERE c = 2
SELECT * FROM my_task AS t WHERE t.of_task = 2
SELECT * FROM circtrack.my_task AS t WHERE t.of_task = 2
SELECT 1 WHERE sees(2)
SELECT table_to_xml(c.oid, true, true, '')::text FROM pg_class AS c WHERE c.relname = 'letter' AND c.relkind = 'r'
