"""make run-full: the demo on PostgreSQL and Redis, both started from the dev wheels and stopped with it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import Missing, Postgres, Redis

ROOT = Path(__file__).parents[1]


def main() -> int:
    try:
        postgres, redis = Postgres(), Redis()
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    try:
        more = {"SHUOSHI_DATABASE__URL": postgres.url("postgres"), "SHUOSHI_REDIS__URL": redis.url, "SHUOSHI_FOLDER": "data/full"}
        return subprocess.call([sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=os.environ | more)
    except KeyboardInterrupt:
        return 0
    finally:
        redis.close()
        postgres.close()


if __name__ == "__main__":
    raise SystemExit(main())
