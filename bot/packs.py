"""The rule packs: statutes as data files → frozen values. A pack that cannot be right is a SettingsError naming file and key."""

import re
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PositiveInt,
    ValidationError,
    ValidationInfo,
    model_validator,
)

import handlers.village
from bot.settings import SettingsError
from bot.yaml_file import parse
from handlers.village.assembly import (
    Article,
    Basis,
    Body,
    BodyRule,
    Demand,
    Duty,
    Item,
    ItemRule,
    Makeup,
    Often,
    Publicity,
    Quorum,
    RuleBook,
    RulePack,
    Share,
)

FOLDER = Path(handlers.village.__file__).parent / "packs"
_SHARE = re.compile(r"(>=?)([1-9][0-9]?)/([1-9][0-9]?)")
_AT = r"^第[一二三四五六七八九十]+条(第（[一二三四五六七八九十]+）项)?$"


@cache
def load_packs(folder: Path = FOLDER) -> RuleBook:
    """The packs in force; shipped files, so they are read once. Raises SettingsError."""
    return RuleBook(*(load_pack(folder / f"{name}.yaml") for name in ("village_2026", "community_2026", "collective_2025")))


def load_pack(file: Path) -> RulePack:
    """One pack. Raises SettingsError."""
    try:
        tree = parse(file.read_text(encoding="utf-8"))
        return _Pack.model_validate(tree, context={"name": file.stem}).value()
    except ValidationError as fault:
        raise SettingsError(*_told(file, fault)) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise SettingsError(f"cannot read the rule pack {file}: {type(fault).__name__}", f"读不了规则包 {file}，请检查文件") from None


def _told(file: Path, fault: ValidationError) -> tuple[str, str]:
    keys = [".".join(str(part) for part in each["loc"] if part != "[key]") or "pack" for each in fault.errors()]
    wrong = [f"{key}: {each['msg'].removeprefix('Value error, ')}" for key, each in zip(keys, fault.errors(), strict=True)]
    return f"{file}: {'; '.join(wrong)}", f"规则包 {file} 里这几处不对：{'、'.join(f'“{key}”' for key in keys)}"


def _share(text: object) -> Share:
    found = _SHARE.fullmatch(str(text))
    if not found:
        raise ValueError('write a share as ">1/2" or ">=2/3"')
    share = Share(Fraction(int(found[2]), int(found[3])), strict=found[1] == ">")
    if not share.met(1, 1):
        raise ValueError("a share is at most everybody")
    return share


def _half(share: Share) -> Share:
    if share.ratio < Fraction(1, 2):
        raise ValueError("a majority is at least a half")
    return share


ShareText = Annotated[Share, PlainValidator(_share)]
MajorityText = Annotated[Share, PlainValidator(_share), AfterValidator(_half)]
At = Annotated[str, Field(pattern=_AT)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Quorum(_Part):
    of: Basis
    share: ShareText


class _Demand(_Quorum):
    article: At


class _Majority(_Part):
    of: Literal["present", "all"]
    share: MajorityText


class _Board(_Part):
    days: int = Field(ge=1)
    article: At
    rhythm: dict[Publicity, Often] = {}


class _Makeup(_Part):
    households: tuple[PositiveInt, PositiveInt]
    representatives: ShareText | None = None
    women: ShareText | None = None
    articles: tuple[At, ...] = Field(min_length=1)

    def value(self, law: str) -> Makeup:
        articles = tuple(Article(law, at) for at in self.articles)
        fewest, most = sorted(self.households)
        return Makeup(fewest, most, articles, self.representatives, self.women)


class _Body(_Part):
    counts: Basis
    quorum: tuple[_Quorum, ...]
    majority: _Majority
    articles: tuple[At, ...] = ()
    custom: str = ""
    notice_days: int = Field(0, ge=0)
    urgent_notice: bool = False
    online: bool = False
    proxy: bool = False
    min_per_year: int = Field(0, ge=0)
    over: int = Field(0, ge=0)
    demand: tuple[_Demand, ...] = ()
    decides: bool = True
    makeup: _Makeup | None = None

    @model_validator(mode="after")
    def _has_one_source(self) -> "_Body":
        if bool(self.articles) == bool(self.custom):
            raise ValueError("name its articles, or the custom it comes from")
        if any(each.of not in (self.counts, Basis.HOUSEHOLDS) for each in self.quorum):
            raise ValueError("a quorum is of those the body counts, or of households")
        return self

    def value(self, law: str) -> BodyRule:
        return BodyRule(
            counts=self.counts,
            quorum=tuple(Quorum(each.of, each.share) for each in self.quorum),
            majority=self.majority.share,
            of_all=self.majority.of == "all",
            articles=tuple(Article(law, at) for at in self.articles) or (Article(self.custom, ""),),
            demands=tuple(Demand(each.of, each.share, Article(law, each.article)) for each in self.demand),
            makeup=self.makeup.value(law) if self.makeup else None,
            **self.model_dump(include={"notice_days", "urgent_notice", "online", "proxy", "min_per_year", "over", "decides"}),
        )


class _Item(_Part):
    bodies: tuple[Body, ...] = Field(min_length=1)
    delegates: tuple[Body, ...] = ()
    in_group: tuple[Body, ...] = ()
    articles: tuple[At, ...] = Field(min_length=1)
    majority: MajorityText | None = None
    duties: tuple[Duty, ...] = ()

    def value(self, law: str) -> ItemRule:
        articles = tuple(Article(law, at) for at in self.articles)
        return ItemRule(self.bodies, self.delegates, articles, self.in_group, self.majority, self.duties)


class _Pack(_Part):
    pack: str
    law: str = Field(min_length=1)
    effective_from: date
    notice_board: _Board | None = None
    bodies: dict[Body, _Body] = Field(min_length=1)
    items: dict[Item, _Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_its_own(self, told: ValidationInfo) -> "_Pack":
        assert told.context is not None
        if self.pack != told.context["name"]:
            raise ValueError("a pack bears the name of its file")
        for item, rule in self.items.items():
            for body in (*rule.bodies, *rule.delegates, *rule.in_group):
                if body not in self.bodies or not self.bodies[body].decides:
                    raise ValueError(f"items.{item}: {body} decides nothing in this pack")
        if Item.CONSULTATION in self.items:
            raise ValueError("items.consultation: nobody votes on it")
        return self

    def value(self) -> RulePack:
        board = self.notice_board
        return RulePack(
            name=self.pack,
            law=self.law,
            effective_from=self.effective_from,
            bodies={body: rule.value(self.law) for body, rule in self.bodies.items()},
            items={item: rule.value(self.law) for item, rule in self.items.items()},
            board_days=board.days if board else 0,
            board_article=Article(self.law, board.article) if board else None,
            rhythm=board.rhythm if board else {},
        )
