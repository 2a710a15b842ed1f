"""How it is kept: each table beside its queries.

Imports content and workflow for their words, and SQLAlchemy. Called by services, which own the transactions,
and by web for reading. Nothing here decides anything.
"""
