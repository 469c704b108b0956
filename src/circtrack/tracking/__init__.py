"""The rules of following up: the chain, who was told, states, reminders. Pure: they use only the model."""
