"""The matrix: which office may do what. What is not written here nobody may do; where and to which thing is in `rights`."""

from collections.abc import Mapping
from enum import StrEnum

from handlers.village.people import Office


class Level(StrEnum):
    """Of a unit, and so of every office in it: a SECRETARY of a township unit is the township's, not the village's."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    DISTRICT = "district"


class ThingKind(StrEnum):
    CONCERN = "concern"
    ISSUE = "issue"
    REQUEST = "request"  # 部门联动: what is asked of a department
    RULE = "rule"
    SEALED_CASE = "sealed_case"  # in the vault; an accusation is never a CONCERN
    ALERT = "alert"
    PERSON = "person"  # a row of the roster
    UNIT = "unit"  # a village, a township or the district as a whole: its offices, announcements, exports


class Action(StrEnum):
    SUBMIT = "submit"  # for oneself, family or neighbour, in one's own words
    SUBMIT_FOR_OTHERS = "submit_for_others"  # 代报 by an office, marked as such
    SEE_OWN = "see_own"
    SEE_CASE = "see_case"  # the speaker under a pseudonym
    SEE_IDENTITY = "see_identity"
    TRIAGE = "triage"  # classify, assign, merge, decline
    REPLY = "reply"
    CLOSE = "close"
    REOPEN = "reopen"
    SELECT_ISSUE = "select_issue"
    CALL_OPINIONS = "call_opinions"
    RECORD_VISIT = "record_visit"
    ANSWER_QUESTION = "answer_question"  # give one's own opinion
    RECORD_PRE_MEETING = "record_pre_meeting"
    REQUEST_DEPARTMENT = "request_department"
    ANSWER_REQUEST = "answer_request"  # claim, return, answer
    ADJUDICATE = "adjudicate"  # after the third return
    REVIEW = "review"  # 把关
    OVERRIDE_GATE = "override_gate"
    OPEN_MEETING = "open_meeting"
    RECORD_VOTE = "record_vote"
    CONFIRM_MINUTES = "confirm_minutes"
    ACCEPT_WORK = "accept_work"
    PUBLISH = "publish"
    DRAFT_RULE = "draft_rule"
    FILE_RULE = "file_rule"  # 备案
    GIVE_LEGAL_OPINION = "give_legal_opinion"
    PROMISE = "promise"  # 领办
    ANNOUNCE = "announce"
    TAKE_ALERT = "take_alert"
    READ_SEALED = "read_sealed"
    KNOW_SEALED = "know_sealed"  # that it exists: counts and gaps too
    DECIDE_SEALED = "decide_sealed"
    SEE_ACCUSER = "see_accuser"
    SEE_FLAGS = "see_flags"  # petition, litigation, mass incident
    EXPORT = "export"
    ASSIGN_OFFICE = "assign_office"
    AUDIT = "audit"  # who saw and did what
    FIND_PERSON = "find_person"
    TELEPHONE = "telephone"  # call whom no message could reach, and hear what they say


Kinds = frozenset[ThingKind]
Role = tuple[Level, Office]

A, T = Action, ThingKind
SEALED_ACTIONS = frozenset({A.READ_SEALED, A.KNOW_SEALED, A.DECIDE_SEALED, A.SEE_ACCUSER})
DISCIPLINE = "discipline"  # 纪检监察: the one department that reads accusations

# Which things an office does it to. Nothing ordinary touches a sealed case: a list of concerns can never hold one.
KINDS: Mapping[Action, Kinds] = {
    A.SUBMIT_FOR_OTHERS: frozenset({T.CONCERN, T.ALERT}),
    A.SEE_CASE: frozenset({T.CONCERN, T.ISSUE, T.REQUEST}),
    A.SEE_IDENTITY: frozenset({T.CONCERN}),
    A.TRIAGE: frozenset({T.CONCERN, T.ISSUE}),
    A.REPLY: frozenset({T.CONCERN}),
    A.CLOSE: frozenset({T.CONCERN, T.ISSUE}),
    A.REQUEST_DEPARTMENT: frozenset({T.ISSUE, T.REQUEST}),
    A.ANSWER_REQUEST: frozenset({T.REQUEST}),
    A.ADJUDICATE: frozenset({T.REQUEST}),
    A.RECORD_VOTE: frozenset({T.ISSUE, T.RULE}),
    A.PUBLISH: frozenset({T.ISSUE, T.RULE}),
    A.DRAFT_RULE: frozenset({T.RULE}),
    A.FILE_RULE: frozenset({T.RULE}),
    A.GIVE_LEGAL_OPINION: frozenset({T.RULE}),
    A.ANNOUNCE: frozenset({T.UNIT}),
    A.TAKE_ALERT: frozenset({T.ALERT}),
    A.SEE_FLAGS: frozenset({T.CONCERN, T.ISSUE}),
    A.EXPORT: frozenset({T.CONCERN, T.ISSUE, T.UNIT}),
    A.ASSIGN_OFFICE: frozenset({T.UNIT}),
    A.AUDIT: frozenset({T.CONCERN, T.ISSUE, T.UNIT}),
    A.FIND_PERSON: frozenset({T.PERSON}),
    A.TELEPHONE: frozenset({T.PERSON}),
    **dict.fromkeys(SEALED_ACTIONS, frozenset({T.SEALED_CASE})),
}
ISSUE_ONLY: Kinds = frozenset({T.ISSUE})  # every other step of the road

# What anybody may do to what they said or are themselves (PIPL Art. 44-50); SUBMIT needs no proof, the others do.
OWN: Mapping[Action, Kinds] = {
    A.SUBMIT: frozenset({T.CONCERN, T.ALERT, T.SEALED_CASE}),
    A.SEE_OWN: frozenset({T.CONCERN, T.ALERT, T.SEALED_CASE, T.PERSON}),
    A.SEE_IDENTITY: frozenset({T.CONCERN}),
    A.REOPEN: frozenset({T.CONCERN}),
    A.ANSWER_QUESTION: frozenset({T.CONCERN}),
    A.EXPORT: frozenset({T.CONCERN, T.PERSON}),
    A.AUDIT: frozenset({T.CONCERN, T.SEALED_CASE}),  # 「谁看过我的事」
}

_LIAISON = frozenset({A.SEE_CASE, A.SEE_IDENTITY, A.REPLY, A.ANSWER_REQUEST, A.GIVE_LEGAL_OPINION, A.TAKE_ALERT, A.EXPORT})

RIGHTS: Mapping[Role, frozenset[Action]] = {
    (Level.VILLAGE, Office.GRID_LEAD): frozenset(
        {A.SUBMIT_FOR_OTHERS, A.SEE_CASE, A.SEE_IDENTITY, A.REPLY, A.RECORD_VISIT, A.TAKE_ALERT, A.FIND_PERSON, A.TELEPHONE}
    ),
    (Level.VILLAGE, Office.COMMITTEE): frozenset(
        {A.SUBMIT_FOR_OTHERS, A.SEE_CASE, A.SEE_IDENTITY, A.TRIAGE, A.REPLY, A.CLOSE, A.TAKE_ALERT, A.EXPORT, A.FIND_PERSON}
        | {A.RECORD_PRE_MEETING, A.RECORD_VOTE, A.DRAFT_RULE, A.TELEPHONE}
    ),
    (Level.VILLAGE, Office.SECRETARY): frozenset(
        {A.SEE_CASE, A.SEE_IDENTITY, A.TRIAGE, A.REPLY, A.CLOSE, A.TAKE_ALERT, A.EXPORT, A.FIND_PERSON, A.ANNOUNCE, A.ASSIGN_OFFICE}
        | {A.SELECT_ISSUE, A.CALL_OPINIONS, A.RECORD_VISIT, A.RECORD_PRE_MEETING, A.REQUEST_DEPARTMENT}
        | {A.OPEN_MEETING, A.RECORD_VOTE, A.CONFIRM_MINUTES, A.PUBLISH, A.DRAFT_RULE, A.TELEPHONE}
    ),
    (Level.VILLAGE, Office.SUPERVISOR): frozenset({A.CONFIRM_MINUTES, A.ACCEPT_WORK}),
    (Level.VILLAGE, Office.REPRESENTATIVE): frozenset({A.ACCEPT_WORK}),
    (Level.VILLAGE, Office.FIRST_SECRETARY): frozenset({A.SEE_CASE, A.RECORD_VISIT, A.TAKE_ALERT, A.TELEPHONE}),
    (Level.VILLAGE, Office.TEAM_LEAD): frozenset({A.SEE_CASE, A.RECORD_VISIT, A.TELEPHONE}),
    (Level.VILLAGE, Office.SPONSOR): frozenset({A.SEE_CASE, A.RECORD_VISIT, A.TELEPHONE}),
    (Level.VILLAGE, Office.POLICE): frozenset({A.GIVE_LEGAL_OPINION, A.TAKE_ALERT}),
    (Level.TOWNSHIP, Office.REVIEWER): frozenset(
        {A.SEE_CASE, A.SEE_IDENTITY, A.TRIAGE, A.REPLY, A.CLOSE, A.TAKE_ALERT, A.EXPORT, A.FIND_PERSON, A.ASSIGN_OFFICE}
        | {A.REVIEW, A.OVERRIDE_GATE, A.PUBLISH, A.FILE_RULE, A.SEE_FLAGS, A.AUDIT, A.TELEPHONE}
        | SEALED_ACTIONS
    ),
    (Level.TOWNSHIP, Office.SECRETARY): frozenset({A.SEE_CASE, A.REVIEW, A.OVERRIDE_GATE, A.PROMISE, A.SEE_FLAGS, A.AUDIT}),
    (Level.TOWNSHIP, Office.TOWNSHIP_LEADER): frozenset({A.SEE_CASE, A.PROMISE}),
    (Level.TOWNSHIP, Office.TOWNSHIP_DUTY): frozenset({A.TAKE_ALERT, A.TELEPHONE}),
    (Level.TOWNSHIP, Office.LIAISON): _LIAISON,  # 乡镇站所
    (Level.DISTRICT, Office.LIAISON): _LIAISON,
    (Level.DISTRICT, Office.DISTRICT_LEADER): frozenset(
        {A.SEE_CASE, A.ADJUDICATE, A.PROMISE, A.TAKE_ALERT, A.SEE_FLAGS, A.EXPORT, A.ASSIGN_OFFICE, A.AUDIT} | SEALED_ACTIONS
    ),
}


class Privacy(StrEnum):
    """Which private cases (个案) an office may touch."""

    NEVER = "never"
    ENTERED = "entered"  # only those the holder entered
    CONSENTED = "consented"  # only with the speaker's separate yes (PIPL Art. 23)
    ALWAYS = "always"


PRIVACY: Mapping[Role, Privacy] = {
    (Level.VILLAGE, Office.GRID_LEAD): Privacy.ENTERED,
    (Level.VILLAGE, Office.COMMITTEE): Privacy.ALWAYS,
    (Level.VILLAGE, Office.SECRETARY): Privacy.ALWAYS,
    (Level.TOWNSHIP, Office.REVIEWER): Privacy.ALWAYS,
    (Level.TOWNSHIP, Office.SECRETARY): Privacy.ALWAYS,
    (Level.TOWNSHIP, Office.LIAISON): Privacy.CONSENTED,
    (Level.DISTRICT, Office.LIAISON): Privacy.CONSENTED,
}

# 回避: whoever is named keeps only their own voice.
KEPT_WHEN_NAMED = frozenset({A.SUBMIT})
# Nobody says yes to what they wrote, said or would gain themselves.
NEEDS_ANOTHER = frozenset(
    {A.TRIAGE, A.CLOSE, A.REVIEW, A.OVERRIDE_GATE, A.CONFIRM_MINUTES, A.ACCEPT_WORK, A.PUBLISH}
    | {A.FILE_RULE, A.GIVE_LEGAL_OPINION, A.DECIDE_SEALED, A.ASSIGN_OFFICE}
)
# An office that does this learns who it is; a call-back number is a name too (PIPL Art. 13 (4), 18).
SHOWS_IDENTITY = frozenset({A.SEE_IDENTITY, A.SEE_ACCUSER, A.FIND_PERSON, A.SUBMIT_FOR_OTHERS, A.RECORD_VISIT, A.TAKE_ALERT, A.TELEPHONE})
# An office says why before it looks, and both stand in the audit chain.
NEEDS_PURPOSE = frozenset({A.SEE_IDENTITY, A.SEE_ACCUSER})
# Sent from above the township: an accusation inside a cry for help does not keep them from coming.
SENT = frozenset({Office.FIRST_SECRETARY, Office.POLICE})
