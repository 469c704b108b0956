"""What is recorded, in SQL that both engines take: letters, tasks, obligations, registers, statements."""
