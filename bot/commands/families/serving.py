"""serve, phone-line, migrate, config check."""

from bot.commands.parsing import Commands


def declare(top: Commands) -> None:
    serve = top.add("serve", "serving:serve", "migrate, then serve everything in one process")
    serve.add_argument("--workers", type=int, default=1, help="only 1 so far")
    line = top.add("phone-line", "phoning:phone_line", "a telephone line of our own, beside the server")
    line.add_argument("name", nargs="?", help="its key under phone in config.yaml; needed where there are several")
    top.add("migrate", "serving:migrate", "schema to head")
    config = top.group("config", "settings", "check")
    config.add("check", "checking:config_check", "name every problem of settings and replies")
