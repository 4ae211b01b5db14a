"""The Python client: a board as a live object that reads, edits, follows changes and works offline."""
