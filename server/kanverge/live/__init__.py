"""Boards that are being edited now: one room each, everything in it durable."""
