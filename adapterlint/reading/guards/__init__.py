"""What a script asks before it goes on, and what it is prepared to see fail."""
