"""Enter letters in the registers that the regulation prescribes, and give them numbers."""
