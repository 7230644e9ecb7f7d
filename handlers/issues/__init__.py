"""The conversations about one issue, from its choice to its rule. One file a part of the road; acts bear the same name in handlers/acts.

matters      议题: which issue, and what can be done with it now (the menu that the others hang their steps on)
setting      候选 → 拟定 → 公示: put off, declined, handed up, title and quotes; its steps hold those of the next six
choosing     拟定: level, scope, participants, reasons, the branch's study
planning     which session leaves days enough for the visits
polling      跟您家有关吗: the poll of the first gate
calling      公示: the call for opinions; what is urgent, done first
naming       households named in one sentence
quoting      what of people's words may stand in public
visiting     走访调研: three doors a day, a sentence a household; coverage, summary, read back
opinions     征求意见: one question to everybody in scope, near and far
rounds       whose door is whose: the list divided by office, three a day
sentences    李二同意，先修塌的那段: names and stances out of one sentence
phones       whose telephone vouches for an entry
coverage     how far an issue has been asked, in households and persons
summary      汇总: made, read back; no dissent; on to the pre-meeting
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
meeting      说事议事会: gate card, attendance, absent voices, votes; not held
outcome      会议结果: outcome, tasks, minutes, notice; objections to what hangs
assembly     法定会议: called with its notice, counted number by number; petition: 联名 drafted, its list copied by two people
doing        办理: done, accepted, rated, done again, late, waiting
rules        建章立制: rule_draft, rule_vote, filing, and found again (rules_found)
"""
