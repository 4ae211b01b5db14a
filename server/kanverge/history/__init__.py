"""What happened on a board: activity written from its log, earlier moments of it, and what changed between two."""
