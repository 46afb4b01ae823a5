"""What the environment may say of the widget's server."""

from __future__ import annotations

from pathlib import Path

import pytest

from walletdesk.core.errors import SetupError
from walletdesk.settings import Limits, Settings, read

HOME = {"WALLETDESK_HOME": str(Path(__file__).parents[1])}


def of(**environment: str) -> Settings:
    return read({**HOME, **environment})


def test_at_first_only_our_own_page_is_served_and_no_proxy_believed() -> None:
    settings = of()

    assert (settings.origins, settings.proxies, settings.metrics_open) == ((), (), False)
    assert settings.limits == Limits(message=(10, 1), address=(200, 50), session=(60, 1), streams=4)


def test_origins_are_listed_in_any_case_and_spacing() -> None:
    named = of(
        WALLETDESK_ORIGINS=" https://Wallet.example , http://localhost:3000,capacitor://localhost,http://[::1]:80,"
    )

    assert named.origins == (
        "https://wallet.example",
        "http://localhost:3000",
        "capacitor://localhost",
        "http://[::1]:80",
    )


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.wallet.example",
        "wallet.example",
        "https://wallet.example/",
        "https://user@wallet.example",
        "null",
    ],
)
def test_what_no_browser_sends_as_an_origin_is_refused(origin: str) -> None:
    with pytest.raises(SetupError, match="WALLETDESK_ORIGINS"):
        of(WALLETDESK_ORIGINS=origin)


def test_proxies_are_addresses_or_networks() -> None:
    assert [str(network) for network in of(WALLETDESK_PROXIES="127.0.0.1, 10.0.0.0/8,fd00::/8").proxies] == [
        "127.0.0.1/32",
        "10.0.0.0/8",
        "fd00::/8",
    ]
    with pytest.raises(SetupError, match="WALLETDESK_PROXIES"):
        of(WALLETDESK_PROXIES="nginx")


def test_limits_are_changed_one_by_one() -> None:
    assert of(WALLETDESK_LIMITS="message=20/2, streams=8").limits == Limits(message=(20, 2), streams=8)
    assert of(WALLETDESK_LIMITS="address=9/8,session=7/6").limits == Limits(address=(9, 8), session=(7, 6))


@pytest.mark.parametrize(
    "named", ["message=0/1", "message=1", "streams=1/2", "messages=1/1", "message=-1/1", "x", "message=1/0"]
)
def test_limits_that_limit_nothing_or_everything_are_refused(named: str) -> None:
    with pytest.raises(SetupError, match="WALLETDESK_LIMITS"):
        of(WALLETDESK_LIMITS=named)


@pytest.mark.parametrize(("named", "is_open"), [("open", True), ("OPEN", True), ("yes", False), ("", False)])
def test_figures_are_open_by_one_word_only(named: str, is_open: bool) -> None:
    assert of(WALLETDESK_METRICS=named).metrics_open is is_open
