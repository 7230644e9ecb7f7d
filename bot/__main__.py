"""The `shuoshi` command. Exit 0 done, 1 a check failed, 2 usage or configuration: one English and one Chinese line, no traceback."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 — before any import that an older Python could not even read
    sys.stderr.write("Shuoshi needs Python 3.11 or newer: install it and run make again.\n说事需要 Python 3.11 以上：装好再运行 make。\n")
    raise SystemExit(2)

from bot.commands import run


def main() -> None:
    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
