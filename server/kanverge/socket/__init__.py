"""WebSockets: how bytes reach the rooms, in whichever dialect they come."""
