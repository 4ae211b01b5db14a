"""What every end of Kanverge must agree on about a board's document: pure, no I/O, no clock."""
