"""The rules of following up: the chain, who has been told, states. Pure, on the model."""
