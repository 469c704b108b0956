"""Which offices existed on a date, what people call them, and what "ทุกแห่ง" means."""
