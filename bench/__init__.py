"""Side by side measurements, one command each; figures are read, never asserted."""
