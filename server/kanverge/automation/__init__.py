"""What a board does by itself: cards that come again, rules, and templates to begin from."""
