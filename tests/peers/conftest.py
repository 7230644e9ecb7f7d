"""A program that is not there skips the tests that need it, by one line that names its Debian package."""

import pytest

from tests.conftest import skip
from tests.peers.programs import find
from tests.servers import Missing


@pytest.fixture(scope="module")
def needs(request: pytest.FixtureRequest) -> None:
    """The module's PROGRAMS."""
    try:
        for name in request.module.PROGRAMS:
            find(name)
    except Missing as missing:
        skip(missing)
