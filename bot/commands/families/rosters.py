"""village init, roster import and export."""

from bot.commands.parsing import Commands


def declare(top: Commands) -> None:
    village = top.group("village", "our own village", "init")
    init = village.add("init", "rosters:village_init", "from the demo to our own village")
    init.add_argument("--name", default="我们村")
    roster = top.group("roster", "people", "import|export")
    roster.add("import", "rosters:roster_import", "people, households, offices from FILE.xlsx or .csv").add_argument("file")
    export = roster.add("export", "rosters:roster_export", "the roster into a file")
    export.add_argument("file", nargs="?", default="roster.xlsx")
