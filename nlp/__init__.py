"""The ears: a villager's words in, what they seem to mean out. Knows nothing of the store, the clock or the network.

ears      Ears.read: the one way in          reading   the one type that comes out
segment   the only importer of jieba and rjieba; warmed in the background at start
pieces    what messages are scored by: characters and sounds; linear: a model in a dict; model: what was learnt of category, danger, wrong
skeleton  words with their disguises taken off (zero-width, full-width, odd spaces, traditional characters)
spelt     pinyin in Latin letters written in characters (likeliest: in which); misheard: words of danger in like-sounding characters
classify  one of the fifteen categories of taxonomy, with score, deciding words and abstention
urgency   danger to life: rules (dangers: what it sounds like) with guards, and a learned ear beside them (alarm)
flags, accuse   the other marks; is a cadre accused (rules, accuse_pieces and accuse_ear)
place, when     where it is and since when (gazetteer: the village's own names; days; lunar, feasts: days with names; misspelt: 作天)
when_told       an answer to "since when?"
amounts   money, land, people and weights as people say them
speech    is it a concern, a greeting, thanks, an advertisement …; and for whom
stance    a free answer: for, against, on a condition, no view, none (signs: stance_signs; learnt by teach_stance)
digest    of many answers the likest, and the words that stand out
group     keys of a concern and the match between two
shelf     reads lexicon/, model/ and seed/; late: patterns compiled when they are first asked
redact    phones, identity numbers, bank cards, accounts and plates out of what others may read; persons: names of whom no list knows
lexicon/  the words themselves, as data, read by words; seed/: the sentences learnt from, read by seeds; model/: what was learnt
learn, train, teach   learning: the machine, a taxonomy of anybody's, our own categories (blots: sentences without the words that decide);
          build makes model/ anew
relearn   taught again with cadres' corrections, tried, taken or refused; measure, trial: how well labels are heard
"""
