"""What outside judges say, with programs that not every machine has: run by `make conform`, and loud when they lack."""
