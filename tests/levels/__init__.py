"""Three levels at once: boards that are edited, facts of them, and who watches them, while servers are killed."""
