-- What nobody outside of the chain of letter 2 (task 2) may do to it, or to other offices.
UPDATE delivery SET received_on = NULL WHERE letter = 2
UPDATE delivery SET received_on = '2023-03-09' WHERE office = '30' AND letter = 2
UPDATE obligation SET progress = 'done', done_on = '2023-03-09' WHERE office = '30' AND task = 2
DELETE FROM delivery WHERE letter = 2
DELETE FROM letter WHERE id = 2
INSERT INTO delivery (letter, office, sent_on) SELECT 2, (my_seat()).office, '2023-03-01'
INSERT INTO obligation (task, office, year_be, province) SELECT 2, (my_seat()).office, 2566, '36'
INSERT INTO letter (id, issuer, year_be, number, date, root) SELECT 100, (my_seat()).office, 2566, 'x', '2023-03-01', 2
INSERT INTO letter (id, issuer, year_be, number, date, root, parent) SELECT 100, (my_seat()).office, 2566, 'x', '2023-03-01', 100, 2
UPDATE letter SET root = 2, parent = 2 WHERE issuer = (my_seat()).office
UPDATE letter SET root = 2 WHERE issuer = (my_seat()).office
UPDATE letter SET parent = 2 WHERE issuer = (my_seat()).office
UPDATE stated_task SET task = 2
UPDATE deadline_change SET task = 2
INSERT INTO deadline_change (id, task, office, due_on, reason) SELECT 9000, 2, (my_seat()).office, '2023-01-01', 'x'
INSERT INTO reminder SELECT 2, (my_seat()).office, '2023-03-31', 'due', '2023-03-20', (my_seat()).office, 'text'
INSERT INTO register_entry (office, direction, classified, circular, year_be, number, registered_on, status, letter) SELECT (my_seat()).office, 'in', 0, 0, 2566, 900, '2023-03-01', 'registered', 2
INSERT INTO register_entry (office, direction, classified, circular, year_be, number, registered_on, status) VALUES ('30', 'in', 0, 0, 2566, 900, '2023-03-01', 'registered')
INSERT INTO letter (id, issuer, year_be, number, date, root) SELECT 9223372036854775806, (my_seat()).office, 2566, 'x', '2023-03-01', 9223372036854775806
