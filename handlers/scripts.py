"""Every conversation by the name it is remembered under."""

from handlers import cadre, danger, persons, report
from handlers.issues import matters
from handlers.talk import Scripts

SCRIPTS: Scripts = {
    "report": report.report,
    "stray": report.stray,
    "amend": report.amend,
    "withdraw": report.withdraw,
    "danger": danger.danger,
    "bind": persons.bind,
    "prove": persons.prove,
    "who": persons.who,
    "village": persons.village,
    "way": persons.way,
    "erase": persons.erase,
    "triage": cadre.triage,
    "announce": cadre.announce,
    "alert": cadre.alert,
    "answered": cadre.answered,
    "matters": matters.matters,
}
