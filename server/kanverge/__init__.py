"""Kanverge: boards that many people edit at once, on a server of your own."""

__version__ = "0.1.0"
