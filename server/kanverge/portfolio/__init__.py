"""What is known of boards without opening them: facts, kept up from each board's log, and what is summed up of them."""
