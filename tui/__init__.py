"""What the buyer sees and presses."""
