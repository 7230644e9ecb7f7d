"""The memory: SQL is the truth. Knows the mind's types; the mind does not know how it is remembered.

tables      every table, and why moments are whole milliseconds
records     rows ↔ the mind's values
database    the engines: one writer, readers apart, on SQLite or PostgreSQL
work        the unit of work with its identity map: one transaction for a whole batch
lookups     the named questions the mind may ask
inbox       what was heard: kept, taken up again, set aside
outbox      what is to be said: riding, due, said, listed
audit       the chain
vault       sealed words under a key of their own
spool       raw messages on disk while the database is away
views       read-only queries for ledger, pages and digests
roster      people, households and offices in and out
migrations/ alembic, run from code
"""
