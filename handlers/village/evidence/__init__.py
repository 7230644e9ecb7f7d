"""What an issue's file proves, counted: the gates look at nothing else, so no tick can open one.

case_file   everything about one issue, and its round under way
scope       which households it asks, and whom it touches
figures     Evidence, the plain numbers; Law, what the rule packs add
closeness   G1, close to the people
visits      G2, visits done
attendance  who came to a meeting, as a paper keeps it
meeting     the pre-meeting, departments, times that suit, who came: G3 and G4
afterwards  minutes, notice, work, rating, rule
gathered    the whole count
"""

from handlers.village.evidence.attendance import Attendance, attendance_of
from handlers.village.evidence.case_file import CaseFile, this_round
from handlers.village.evidence.closeness import quoted
from handlers.village.evidence.figures import Evidence, Law
from handlers.village.evidence.gathered import gather
from handlers.village.evidence.meeting import times_asked, times_lacking, times_wanted
from handlers.village.evidence.scope import affected_of, scope_of
from handlers.village.evidence.visits import asked, reached

__all__ = [
    "Attendance",
    "CaseFile",
    "Evidence",
    "Law",
    "affected_of",
    "asked",
    "attendance_of",
    "gather",
    "quoted",
    "reached",
    "scope_of",
    "this_round",
    "times_asked",
    "times_lacking",
    "times_wanted",
]
