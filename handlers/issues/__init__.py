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
pre_meeting  会前小议: who met, options and costs, sent for review
linkage      部门联动: requests, claimed, returned, answered
review       乡镇把关: agree or send back; a gate opened in writing
leaders      区乡领导参与 · 政法干警: invitations, substitutes, promises, legal opinions
meeting      说事议事会: gate card, attendance, absent voices, votes; not held
outcome      会议结果: outcome, tasks, minutes, notice, the lawful assembly
doing        办理: done, accepted, rated, done again, late, waiting
rules        建章立制: drafted, checked, voted, filed, found again
"""
