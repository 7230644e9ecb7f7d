"""/notices: what hangs on the village's board, as plain pages that print on one A4 sheet; no script, no name, no account."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from aiohttp import web

from bot.app import App
from bot.pages.posted import Posted, hanging_now, read
from handlers.issues.amounts import spoken_day
from handlers.messages import Line, line
from handlers.village.issue import Level, Paper
from handlers.village.thresholds import DEFAULTS, Thresholds
from nlp.persons import hide_private

STYLE = Path(__file__).parent / "static" / "notices.css"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=60",
}
NOTICES = web.AppKey("notices", App)


def add_notices(site: web.Application, app: App) -> None:
    """The board is public: it is there whether this is a demo or not."""
    site[NOTICES] = app
    site.add_routes([web.get("/notices", board), web.get("/notices/style.css", style), web.get("/notices/{paper}", notice)])


async def style(request: web.Request) -> web.Response:
    return web.Response(body=STYLE.read_bytes(), content_type="text/css", charset="utf-8", headers=HEADERS)


async def board(request: web.Request) -> web.Response:
    """All villages, or what hangs in one."""
    app, village = request.app[NOTICES], request.query.get("village", "")
    async with app.database.read() as connection:
        hanging = await hanging_now(connection, app.clock.village().date(), village)
    if not village:
        return page(app, Line("notices.board"), _villages(app, hanging))
    unit = app.directory.units.get(village)
    if unit is None:
        return missing(app)
    return page(app, line("notices.of_village", village=unit.name), _list(app, hanging))


async def notice(request: web.Request) -> web.Response:
    app = request.app[NOTICES]
    async with app.database.read() as connection:
        found = await read(connection, request.match_info["paper"], app.clock.village().date())
    if found is None:
        return missing(app)
    return page(app, kind_line(found.paper), _sheet(app, found))


def _villages(app: App, hanging: Sequence[Posted]) -> list[str]:
    counts = Counter(posted.issue.village for posted in hanging)
    units = app.directory.units
    rows = [_row(f"/notices?village={key}", units[key].name, _say(app, line("notices.count", count=str(n)))) for key, n in counts.items()]
    return ["<ul>", *sorted(rows), "</ul>"] if rows else [_paragraph(_say(app, Line("notices.nothing")))]


def _list(app: App, hanging: Sequence[Posted]) -> list[str]:
    if not hanging:
        return [_paragraph(_say(app, Line("notices.nothing")))]
    rows = []
    for posted in hanging:
        kind = _say(app, kind_line(posted.paper))
        title = _public(app, posted, posted.issue.title)
        rows.append(_row(f"/notices/{posted.paper.id}", title, f"{kind} · {spoken_day(posted.paper.at.date())}"))
    return ["<ul>", *rows, "</ul>"]


def kind_line(paper: Paper) -> Line:
    return Line("notices.assembly") if votes(paper) else Line(f"notices.{paper.facts['page']}")


def votes(paper: Paper) -> bool:
    """Does it call an assembly that the law has vote? Our own thresholds have no part in that."""
    return paper.facts["page"] == "call" and "body" in paper.facts


def _sheet(app: App, posted: Posted) -> list[str]:
    unit = app.directory.units.get(posted.issue.village)
    dates = line("notices.dates", day=spoken_day(posted.paper.at.date()), last=_until(app, posted))
    parts = [f"<h2>{escape(_public(app, posted, posted.issue.title))}</h2>", _paragraph(unit.name if unit else "", "where")]
    if posted.late:
        parts.append(_paragraph(_say(app, Line("notices.late")), "mark"))
    parts += [_paragraph(text) for text in _public(app, posted, posted.paper.words).split("\n") if text.strip()]
    parts += [_paragraph(_override(app, posted, paper), "mark") for paper in posted.overrides]
    if posted.paper.facts["page"] != "rule" and not votes(posted.paper):
        numbers = [f"<li>{escape(_say(app, each))}</li>" for each in in_force(app.batches.turns.statutes.thresholds, posted)]
        parts += [f"<h3>{escape(_say(app, Line('notices.in_force')))}</h3>", "<ul>", *numbers, "</ul>"]
    return [*parts, _paragraph(_say(app, dates), "dates")]


def _until(app: App, posted: Posted) -> str | Line:
    return spoken_day(posted.until) if posted.until else Line("notices.for_ever")


def _override(app: App, posted: Posted, paper: Paper) -> str:
    gate = Line(f"gate.{paper.facts['gate']}")
    return _say(app, line("notices.override", gate=gate, day=spoken_day(paper.at.date()), words=_public(app, posted, paper.words)))


def _public(app: App, posted: Posted, words: str) -> str:
    """Nobody by a whole name; of places their own names stay."""
    unit = app.directory.units.get(posted.issue.village)
    return hide_private(words, posted.names, (*app.hearing.spots(posted.issue.village), *((unit.name,) if unit else ())))


def in_force(table: Mapping[Level, Thresholds], posted: Posted) -> list[Line]:
    """The village's own thresholds as they are today, in numbers for this matter."""
    level = posted.issue.level or Level.VILLAGE
    t = table.get(level, DEFAULTS[level])
    return [
        line("notices.supporters", need=str(t.supporters(posted.scope)), count=str(t.reports)),
        line("notices.days", count=str(t.notice_days)),
        line("notices.asked", share=str(t.affected_reached), part=str(t.others_asked), away=str(t.away_tried)),
        line("notices.attending", need=str(t.attending(posted.affected, posted.scope))),
        line("notices.shares", share=str(t.villagers_share), part=str(t.touched_share), women=str(t.women_share)),
    ]


def _say(app: App, said: Line) -> str:
    return app.wording.line(said, "wechat")


def _paragraph(text: str, style: str = "") -> str:
    return f'<p class="{style}">{escape(text)}</p>' if style else f"<p>{escape(text)}</p>"


def _row(address: str, text: str, beside: str) -> str:
    return f'<li><a href="{escape(address)}">{escape(text)}</a> <span>{escape(beside)}</span></li>'


def page(app: App, title: Line, parts: Sequence[str], status: int = 200) -> web.Response:
    name = escape(_say(app, title))
    text = "\n".join(
        [
            '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<title>{name}</title>\n<link rel="stylesheet" href="/notices/style.css">\n</head>\n<body>\n<main>\n<h1>{name}</h1>',
            *parts,
            "</main>\n</body>\n</html>\n",
        ]
    )
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=HEADERS)


def missing(app: App) -> web.Response:
    return page(app, Line("notices.missing"), (), status=404)
