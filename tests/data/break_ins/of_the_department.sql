-- What all but the department may not do to its chain: letter 1, task 1.
UPDATE obligation SET progress = 'exempt' WHERE task = 1
UPDATE obligation SET progress = 'exempt' WHERE office = '06360903'
UPDATE obligation SET closed_by = 1 WHERE task = 1
UPDATE obligation SET due_on = '2023-12-31' WHERE task = 1
UPDATE obligation SET due_on = '2023-12-31' WHERE task = 1 AND office IN ('06360903', '3609', '36')
UPDATE task SET due_on = '2023-12-31' WHERE id = 1
UPDATE task SET title = 'x' WHERE id = 1
UPDATE task SET position = 9 WHERE id = 1
DELETE FROM task WHERE id = 1
DELETE FROM obligation WHERE task = 1
INSERT INTO task (id, letter, position, title) VALUES (3, 1, 2, 'x')
INSERT INTO obligation (task, office, year_be, province) VALUES (1, 'dla', 2566, '')
INSERT INTO obligation (task, office, year_be, province) VALUES (1, '30', 2566, '30')
INSERT INTO deadline_change (id, task, office, due_on, reason, agreed) VALUES (9000, 1, NULL, '2023-12-31', 'x', 1)
INSERT INTO deadline_change (id, task, office, due_on, reason, agreed) VALUES (9000, 1, '06360903', '2023-12-31', 'x', 1)
INSERT INTO deadline_change (id, task, office, due_on, reason, letter) VALUES (9000, 1, '06360903', '2023-12-31', 'x', 1)
DELETE FROM letter WHERE id = 1
UPDATE letter SET parent = NULL, root = id WHERE id = 1
INSERT INTO letter_number VALUES (1, 'มท 1/1', 'มท1/1', '1', 'own')
INSERT INTO letter_link (letter, position, type, number) VALUES (1, 9, 'cancels', 'x')
INSERT INTO finding VALUES (1, 9, 'x', 'x', 'x', 'x', 'x', 1)
INSERT INTO stated_task (letter, position, title) VALUES (1, 9, 'x')
UPDATE stated_task SET task = NULL WHERE letter = 1
DELETE FROM letter_number WHERE letter = 1
DELETE FROM letter_link WHERE letter = 1
DELETE FROM stated_task WHERE letter = 1
DELETE FROM delivery WHERE letter = 1
INSERT INTO delivery (letter, office, sent_on) VALUES (1, '3609', '2023-03-01')
INSERT INTO letter (id, issuer, year_be, number, date, root) VALUES (100, 'dla', 2566, 'x', '2023-03-01', 100)
