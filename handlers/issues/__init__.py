"""The conversations about one issue, from its choice to its rule. One file a part of the road; acts bear the same name in handlers/acts.

matters      议题: which issue, and what can be done with it now (the menu that the others hang their steps on: steps)
setting      候选 → 拟定 → 公示: put off, declined, handed up, title and quotes; its steps hold those of the next six
choosing     拟定: level, scope, participants, reasons, the branch's study
planning     which session leaves days enough for the visits
polling      跟您家有关吗: the poll of the first gate
calling      公示: the call for opinions; what is urgent, done first (urgent: told at its session, posted)
studying     支部研究: who, when, what they came to
naming       households named in one sentence
quoting      what of people's words may stand in public
visiting     走访调研: three doors a day (rounds), a sentence a household (sentences), telephones of those away (phones)
summary      coverage, 征求意见汇总, read back; on to the pre-meeting
opinions     征求意见: one question to everybody in scope, near and far
pre_meeting  会前小议: who met, options and costs, sent for review
overview     what a file says at a glance, for whoever must decide
requests     部门联动, the village's side: which departments, what is asked
returns      a request that came back: whose it is
linkage      部门联动, the department's side: claimed, sent back, put off
answering    its answer: basis, day, role
reporters    what villagers hear of an answer; a name given only by its owner
review       乡镇把关: agree or send back; a gate opened in writing
leaders      区乡领导参与: invitations, substitutes; briefs (the page the evening before), promises (领办)
legal        政法干警: an opinion where law is touched; 问法
meeting      说事议事会: gate_card, slots (two times), voices and reading_aloud (absent ones), attendance and rolling, guests, votes
outcome      会议结果: what was settled, tasks; minutes (minutes_text: made from the file), notice and objections
assembly     the lawful assembly: bodies (who decides), counting (head counts), count_check (by a supervisor); petition (联名)
doing        办理: done, late, done again; accepting: accepted, rated
suspending   挂起: until a day, and going on
rules        建章立制: rule_draft, rule_vote, filing, rules_kept, and found again (rules_found)
files        the file a conversation is about; amounts: numbers and days, asked one at a time
coverage     how many were asked, in numbers
"""
