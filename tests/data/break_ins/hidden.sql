-- What must show no number of a letter that is hidden from whoever asks.
SELECT parent, root FROM letter
SELECT parent, root FROM circtrack.letter
SELECT letter, root FROM delivery
SELECT letter, root FROM circtrack.delivery
SELECT letter FROM task
SELECT letter FROM circtrack.task
SELECT letter FROM stated_task
SELECT letter FROM circtrack.stated_task
SELECT letter FROM circtrack.veiled_stated_task()
SELECT letter FROM letter_link
SELECT letter FROM letter_number
SELECT letter FROM finding
SELECT letter FROM said
SELECT letter FROM register_entry
SELECT letter FROM deadline_change
SELECT closed_by FROM obligation
SELECT closed_by FROM obligation_round
SELECT closed_by FROM circtrack.obligation
SELECT regexp_matches(changes, '"(?:root|parent|letter|closed_by|id)":(\d+)', 'g') FROM journal
SELECT regexp_matches(changes, '"(?:root|parent|letter|closed_by|id)":(\d+)', 'g') FROM circtrack.journal
SELECT hidden_letters()
SELECT circtrack.hidden_letters()
SELECT id FROM hidden_letters()
SELECT id FROM circtrack.hidden_letters()
SELECT * FROM my_chain
SELECT * FROM circtrack.my_chain
SELECT * FROM circtrack.my_task
SELECT circtrack.list_other_chains()
SELECT * FROM circtrack.veiled_letter()
SELECT circtrack.mark_hidden_numbers()
SELECT circtrack.complete('task', '{}', jsonb_build_object('letter', n)) FROM generate_series(1, 99) AS n
SELECT table_to_xml(c.oid, true, true, '')::text FROM pg_class AS c WHERE c.relname = 'letter' AND c.relkind = 'r'
