"""Prometheus text, written by hand: a dozen numbers need no library."""

import resource
import time
from pathlib import Path

from bot.app import VERSION, App
from storage.views import counts


def resident_bytes() -> int:
    """Memory in use now (Linux); elsewhere the peak."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def metrics_text(app: App, refused: dict[str, int]) -> str:
    """One sample a line; refusals by status and reason, the queue's depth, the outbox by state."""
    samples: list[tuple[str, str, float]] = [
        ("process_cpu_seconds_total", "", time.process_time()),
        ("process_resident_memory_bytes", "", resident_bytes()),
        ("shuoshi_open_messages", "", app.dispatch.depth),
        ("shuoshi_ears_ready", "", float(app.hearing.ready())),
        ("shuoshi_spool_files", "", app.spool.size()),
        ("shuoshi_build", f'version="{VERSION}"', 1),
    ]
    samples += [("shuoshi_messages_total", f'what="{what}"', n) for what, n in sorted(app.dispatch.counts.items())]
    samples += [("shuoshi_outbox_total", f'what="{what}"', n) for what, n in sorted(app.outbox.counts.items())]
    samples += [("shuoshi_refused_total", f'reason="{reason}"', n) for reason, n in sorted(refused.items())]
    try:
        async with app.database.read() as connection:
            for table, state, n in await counts(connection):
                samples.append((f"shuoshi_{table}", f'state="{state}"', n))
    except Exception:
        samples.append(("shuoshi_database_up", "", 0))
    else:
        samples.append(("shuoshi_database_up", "", 1))
    return "".join(f"{name}{{{labels}}} {value:.10g}\n" if labels else f"{name} {value:.10g}\n" for name, labels, value in samples)
