"""Boards in and out: plans of what a file holds, the three-way merge into a board, and exports."""
