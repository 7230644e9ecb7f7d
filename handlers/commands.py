"""What a finished conversation wants done: verbs, applied by handlers/acts."""

from dataclasses import dataclass

from handlers.village.matter import OnBehalf, Stage
from nlp.reading import Reading


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Keeps what was just said, before anything is asked."""

    text: str
    reading: Reading
    kind: str = "text"
    message_id: str | None = None  # of an earlier message that turned out to be another matter


@dataclass(frozen=True, slots=True)
class Supplement:
    """Adds words (or a picture) to a concern that is still being talked about."""

    concern: str
    words: str


@dataclass(frozen=True, slots=True)
class FileConcern:
    concern: str
    checked: bool
    village: str | None = None
    place: str | None = None
    since: str | None = None
    on_behalf: OnBehalf = OnBehalf.SELF
    behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Restate:
    """The read-back was wrong: these are the right words; the first ones stay in the file."""

    concern: str
    words: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    concern: str


@dataclass(frozen=True, slots=True)
class Amend:
    concern: str
    words: str


@dataclass(frozen=True, slots=True)
class EraseMe:
    pass


@dataclass(frozen=True, slots=True)
class UndoErase:
    pass


@dataclass(frozen=True, slots=True)
class Seal:
    """A cadre may be accused: the words go into the vault, and what was said before about the same matter with them."""

    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class RaiseAlert:
    kind: str
    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class TellPlace:
    """More about where the danger is."""

    alert: str
    place: str


@dataclass(frozen=True, slots=True)
class CalmAlert:
    """The one who raised it says that it is not urgent."""

    alert: str


@dataclass(frozen=True, slots=True)
class TakeAlert:
    alert: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class HandOver:
    """找人说: a person calls back."""


@dataclass(frozen=True, slots=True)
class Bind:
    village: str
    name: str
    house: str
    four: str


@dataclass(frozen=True, slots=True)
class SendCode:
    pass


@dataclass(frozen=True, slots=True)
class CheckCode:
    code: str


@dataclass(frozen=True, slots=True)
class Claim:
    """绑定码: a code handed over in person proves at once who somebody is."""

    code: str


@dataclass(frozen=True, slots=True)
class ChooseWho:
    person: str


@dataclass(frozen=True, slots=True)
class SetVillage:
    name: str


@dataclass(frozen=True, slots=True)
class MoveTo:
    unit: str


@dataclass(frozen=True, slots=True)
class ChooseWay:
    way: str


@dataclass(frozen=True, slots=True)
class OptOut:
    pass


@dataclass(frozen=True, slots=True)
class Follow:
    following: bool
    scene: str | None = None


@dataclass(frozen=True, slots=True)
class Announce:
    words: str
    grid: str | None


@dataclass(frozen=True, slots=True)
class Unbind:
    """解绑: this address is nobody's of the roster any more."""


@dataclass(frozen=True, slots=True)
class Recall:
    """收回: an announcement that has not left yet."""

    announcement: str


@dataclass(frozen=True, slots=True)
class MakeDigest:
    """摘要, asked for at any hour."""


@dataclass(frozen=True, slots=True)
class Merge:
    concern: str
    into: str  # another concern, or an issue
    digest: str


@dataclass(frozen=True, slots=True)
class Join:
    """并: two open matters are one; ids of concerns or issues."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Apart:
    """不是一回事: two open matters that look alike stay two."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Split:
    """拆: a concern leaves the issue it was merged into, with its copies."""

    concern: str


@dataclass(frozen=True, slots=True)
class UndoMerge:
    """撤销: the speaker's last merge or split."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Triage of one concern: to is CANDIDATE, ANSWERED, PRIVATE, REFERRED or DECLINED; words the answer or the reason."""

    concern: str
    to: Stage
    words: str = ""
    door: str = ""  # REFERRED: the reply key of the lawful door
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Recategorise:
    """改类: a concern that waits is of another category than the one heard; code is "01"…"15", or "01.2" within one."""

    concern: str
    code: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ReplyToAnswer:
    """The villager's word about a cadre's answer: content, or not with words of their own."""

    concern: str
    content: bool
    words: str = ""


Command = (
    KeepDraft
    | Supplement
    | FileConcern
    | Restate
    | Withdraw
    | Amend
    | EraseMe
    | UndoErase
    | Seal
    | RaiseAlert
    | TellPlace
    | CalmAlert
    | TakeAlert
    | HandOver
    | Bind
    | SendCode
    | CheckCode
    | Claim
    | ChooseWho
    | SetVillage
    | MoveTo
    | ChooseWay
    | OptOut
    | Follow
    | Announce
    | Recall
    | Unbind
    | MakeDigest
    | Merge
    | Join
    | Apart
    | Split
    | UndoMerge
    | Decide
    | Recategorise
    | ReplyToAnswer
)
