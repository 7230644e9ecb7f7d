"""The memory: SQL is the truth. Knows the mind's types; the mind does not know how it is remembered.

tables      every table, and why moments are whole milliseconds
records     rows ↔ the mind's values
database    the engines: one writer, readers apart, on SQLite or PostgreSQL
work        the unit of work with its identity map: one transaction for a whole batch
lookups     the named questions the mind may ask
directory   units and offices, held in memory
inbox       what was heard: kept, taken up again, set aside
outbox      what is to be said: riding, due, said, listed
audit       the chain
vault       sealed words under a key of their own; seal: what a matter leaves behind when its words go there
erase       删掉我的信息; person_file: what is kept of one person
corrections what the ears may learn from
offices     an office changes hands, open duties with it
spool       raw messages on disk while the database is away
views       read-only queries for ledger, pages and digests
roster      people, households and offices in and out
meta        salt, heads, versions, how far village time was moved
migrate     the schema up and back; migrations/: alembic, run from code
"""
