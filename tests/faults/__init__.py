"""Faults: real servers and stores killed under real clients, and an oracle that counts what is lost."""
