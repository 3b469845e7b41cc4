"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-expected",
        action="store_true",
        help="rewrite examples/*/expected and tests/page_images; read the difference",
    )


@pytest.fixture
def renews_expected(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--renew-expected"))
