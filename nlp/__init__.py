"""The ears: a villager's words in, what they seem to mean out. Knows nothing of the store, the clock or the network.

reading   the one type this room returns
segment   the only importer of jieba; warmed in the background at start
skeleton  words with their disguises taken off (zero-width, full-width, odd spaces)
classify  the lexicon votes for one of fifteen categories, with score, deciding words and abstention
urgency   danger to life and the other flags, with guards against negation, past, hearsay and jokes
place, when   where it is and since when
speech    is it a concern, a greeting, thanks, an advertisement …
group     keys of a concern and the match between two
redact    phones, identity numbers, bank cards and plates out of what others may read
lexicon/  the words themselves, as data
"""
