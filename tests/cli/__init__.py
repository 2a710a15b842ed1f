"""The command line, as from a shell: exit codes, what stands on standard output, and what was kept."""
