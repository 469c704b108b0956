"""What is recorded, in SQL that both engines understand: letters, tasks, obligations, registers, statements."""
