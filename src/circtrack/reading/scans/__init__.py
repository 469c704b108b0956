"""From the picture of a page to its text: clean it, find its lines, read them one by one."""
