"""What people are told of: what concerns them on any board, once, and nothing of what they did or are looking at."""
