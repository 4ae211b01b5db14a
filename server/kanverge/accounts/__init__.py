"""Who someone is and what they may do: people, members, sessions, links and tokens."""
