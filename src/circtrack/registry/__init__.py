"""Which offices existed on a day, what people call them, and what "ทุกแห่ง" means."""
