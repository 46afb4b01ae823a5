"""What is official, what imitates it, and which names are worth a word in a conversation."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walletdesk.core.official import (
    REASONS,
    Kind,
    Official,
    Ruling,
    Verdict,
    defanged,
    facts_of,
    find,
    judge,
    judge_all,
    notice,
)

OFFICIAL = Official(
    hosts=("token.im",),
    repositories=("github.com/consenlabs/token-core-monorepo",),
    emails=("support@token.im", "sec@token.im"),
    packages=("im.token.app",),
    developers=("IMTOKEN PTE.LTD.",),
    brands=("imToken",),
    imitations=("TokenIM", "IM钱包"),
    platforms=("x.com", "weibo.com", "play.google.com", "imkey.im", "discord.gg", "medium.com"),
    shorteners=("bit.ly",),
    services=("etherscan.io", "tronscan.org", "binance.com", "uniswap.org"),
)
LISTED = frozenset({"claim-airdrop.xyz"})


def listed(host: str) -> bool:
    return host in LISTED


def ruling(text: str) -> tuple[str, str]:
    verdict = judge(text, OFFICIAL, listed)
    return verdict.ruling.value, verdict.reason


@pytest.mark.parametrize(
    "text",
    [
        "token.im",
        "TOKEN.IM",
        "https://token.im/",
        "support.token.im",
        "https://support.token.im/hc/zh-cn/articles/4405256632601",
        "http://www.token.im:443/download?x=1#top",
        "token.im.",
        "ｔｏｋｅｎ．ｉｍ",
        "𝐭𝐨𝐤𝐞𝐧.𝐢𝐦",
        "token。im",
        "token[.]im",
        "hxxps://token[.]im/a",
        "token 点 im",
        "token dot im",
        "**token.im**",
        "👉token.im👈",
        "//token.im",
        "https:token.im",
        "官网是token.im，对吗",
        "请打开https://token.im钱包下载",
        "“token.im”",
        "https://token.im?next=@evil.com",
        "\u200btoken.im\u200b",
    ],
)
def test_the_official_site_is_official_however_it_is_written(text: str) -> None:
    assert ruling(text.strip()) == ("official", "host")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("support@token.im", "email"),
        ("SEC@TOKEN.IM", "email"),
        ("support[at]token[.]im", "email"),
        ("im.token.app", "package"),
        ("IMTOKEN PTE.LTD.", "developer"),
        ("imToken Pte. Ltd.", "developer"),
        ("the developer IMTOKEN PTE.LTD.", "developer"),
        ("github.com/consenlabs/token-core-monorepo", "repository"),
        ("https://GitHub.com/ConsenLabs/token-core-monorepo/releases/tag/v2", "repository"),
        ("https://github.com/evil/../consenlabs/token-core-monorepo", "repository"),
    ],
)
def test_the_other_documented_names_are_official(text: str, reason: str) -> None:
    assert ruling(text) == ("official", reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("token.im.xyz.com", "inside"),
        ("https://www.token.im.verify-wallet.top/login", "inside"),
        ("https://token.im%2eevil.com", "inside"),
        ("token。im。com", "inside"),
        ("mytoken.im", "glued"),
        ("my-token.im", "glued"),
        ("imtoken.im", "glued"),
        ("token.in", "ending"),
        ("token.com", "ending"),
        ("token.co.uk", "ending"),
        ("http://im.token.app/", "ending"),
        ("t0ken.im", "digits"),
        ("token.lm", "digits"),
        ("token.1m", "digits"),
        ("lmtoken.com", "digits"),
        ("irntoken.com", "digits"),
        ("imt0ken-app.com", "digits"),
        ("tokeп.im", "homoglyph"),
        ("tоken.im", "homoglyph"),
        ("tokẹn.im", "homoglyph"),
        ("xn--tken-55d.im", "homoglyph"),
        ("https://imtоken.com/a", "homoglyph"),
        ("tokens.im", "misspelt"),
        ("tokne.im", "misspelt"),
        ("imtokan.com", "misspelt"),
        ("tokeim-cn.com", "misspelt"),
        ("token-im.com", "brand"),
        ("tokenim.com", "brand"),
        ("im-token.io", "brand"),
        ("imtokenab.com", "brand"),
        ("imtokenba.com", "brand"),
        ("imtoken-android.com", "brand"),
        ("imtoken.vercel.app", "brand"),
        ("IMTOKEN.IO", "brand"),
        ("im钱包.com", "brand"),
        ("http://im钱包.com", "brand"),
        ("token.im钱包.com", "inside"),
        ("token.im한글.com", "inside"),
        ("https://token.im下载.evil.com", "inside"),
        ("https://token.im。evil.com", "inside"),
        ("token.im💎.ws", "inside"),
        ("imtoken.crypto", "brand"),
        ("한token.im", "glued"),
        ("אtoken.im", "glued"),
        ("https://token.im@evil.com", "userinfo"),
        ("https://token.im:443@evil.com/x", "userinfo"),
        ("https://token.im%40evil.com", "userinfo"),
        ("https://imtoken-support@evil.com/", "userinfo"),
        ("evil.com/token.im", "path"),
        ("https://evil.com\\@token.im", "path"),
        ("https://evil.com#token.im", "path"),
        ("https://evil.com/?to=token.im", "path"),
        ("evil%2ecom/token.im", "path"),
        ("tok\u200ben.im", "invisible"),
        ("to\u00adken.im", "invisible"),
        ("token.im\u202e.moc", "invisible"),
        ("IM钱包", "name"),
        ("TokenIM", "name"),
        ("imtoken@gmail.com", "email_user"),
        ("token.im@evil.com", "email_user"),
        ("support@token-im.com", "brand"),
        ("support@tоken.im", "homoglyph"),
        ("no-reply@imtoken.support-center.io", "brand"),
        ("im.token.app2", "package_other"),
        ("im.token.apps", "package_other"),
        ("com.imtoken.wallet", "package_other"),
        ("lMTOKEN PTE LTD", "developer_other"),
        ("imToken Limited", "developer_other"),
    ],
)
def test_an_imitation_is_called_one_and_the_trick_is_named(text: str, reason: str) -> None:
    verdict = judge(text, OFFICIAL, listed)

    # What cannot be seen may also break the name to pieces; it is never official.
    if reason == "invisible" and verdict.reason != "invisible":
        assert not verdict.is_official
        return
    assert (verdict.ruling, verdict.reason) == (Ruling.LOOK_ALIKE, reason)
    assert verdict.of


@pytest.mark.parametrize(
    "number",
    [
        "400-888-1234",
        "+86 138 1234 5678",
        "1-888-555-0142",
        "(888) 555-0142",
        "𝟏-𝟖𝟖𝟖-𝟓𝟓𝟓-𝟏𝟐𝟑𝟒",
        "４００８８８１２３４",
        "①③⑧12345678",
        "四零零八八八一二三四",
        "客服电话４００－８８８－１２３４",
        "+852 5555 1234",
        "0755-12345678",
        "4 0 0 8 8 8 1 2 3 4",
        "4️⃣0️⃣0️⃣8881234",
        "https://wa.me/8613812345678",
        "٤٠٠٨٨٨١٢٣٤",
    ],
)
def test_no_phone_number_is_ever_official_in_any_script(number: str) -> None:
    assert ruling(number.strip()) == ("never_official", "phone")


@pytest.mark.parametrize(
    "text", ["t.me/imtoken", "https://t.me/imtoken_cn", "telegram @imToken_support", "电报：imtoken888", "官方电报群"]
)
def test_nothing_on_telegram_is_ever_official(text: str) -> None:
    assert ruling(text) == ("never_official", "telegram")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("example.com", "site"),
        ("token.im+x.evil.com", "malformed"),
        ("token.im, " * 60, "too_long"),
        ("hello@token.im", "email_undocumented"),
        ("support@mail.token.im", "email_undocumented"),
        ("bob@gmail.com", "email_other"),
        ("bit.ly/3abc", "shortener"),
        ("http://192.168.1.1/token", "number"),
        ("http://3232235777/", "number"),
        ("https://[::1]/x", "number"),
        ("x.com/imTokenOfficial", "platform"),
        ("https://imtoken.medium.com", "platform"),
        ("imkey.im", "platform"),
        ("play.google.com/store/apps/details?id=im.token.app", "platform"),
        ("apps.apple.com/app/imtoken/id1384798940", "app_store"),
        ("etherscan.io/tx/0x12", "service"),
        ("github.com/consenlabs/token-core-monorepo-fake", "repository_other"),
        ("github.com/consenlabs/token-core-monorepo/../../evil/x", "repository_other"),
        ("github.com/evil/imtoken", "repository_other"),
        ("imToken-v2.10.apk", "file"),
        ("imToken官方版.apk", "file"),
        ("https://evil.com/setup.exe", "file"),
        ("@imTokenOfficial", "handle"),
        ("微信imtoken888", "chat"),
        ("QQ群 12345678", "chat"),
        ("com.example.wallet", "package_unknown"),
        ("hello world", "nothing"),
        ("", "nothing"),
        ("1.5.3", "nothing"),
        ("0.05eth.", "nothing"),
        ("a" * 5000, "too_long"),
    ],
)
def test_what_is_on_no_list_is_unknown_and_neither_official_nor_called_fake(text: str, reason: str) -> None:
    assert ruling(text) == ("unknown", reason)


def test_a_listed_site_is_called_that_and_a_look_alike_keeps_its_explanation() -> None:
    assert ruling("claim-airdrop.xyz/start") == ("listed", "listed")
    assert ruling("help@claim-airdrop.xyz") == ("listed", "listed")

    verdict = judge("imtoken.la", OFFICIAL, {"imtoken.la"}.__contains__)
    assert (verdict.ruling, verdict.listed) == (Ruling.LOOK_ALIKE, True)
    assert judge("token.im", OFFICIAL, {"token.im"}.__contains__).is_official


def test_of_several_names_the_worst_one_counts() -> None:
    text = "token.im下载evil.com还是imtoken.app"

    assert [verdict.name for verdict in judge_all(text, OFFICIAL, listed)] == ["token.im", "evil.com", "imtoken.app"]
    assert judge(text, OFFICIAL, listed).name == "imtoken.app"


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(lambda s: not s.startswith("xn--"))


@given(st.lists(LABEL, max_size=4))
def test_every_subdomain_of_an_official_host_is_official(labels: list[str]) -> None:
    assert judge("https://" + ".".join([*labels, "token.im"]) + "/x", OFFICIAL, listed).is_official


@given(
    st.lists(st.sampled_from(["token", "im", "imtoken", "support", "a", "тoken", "io", "com"]), min_size=2, max_size=6)
)
def test_other_last_labels_are_never_official(labels: list[str]) -> None:
    name = ".".join(labels)
    expected = labels[-2:] == ["token", "im"]

    assert judge(f"https://{name}/token.im", OFFICIAL, listed).is_official == expected


@given(st.text(max_size=30), st.text(max_size=12))
def test_an_official_link_has_the_official_host_whatever_stands_around_it(before: str, behind: str) -> None:
    text = f"{before}token.im{behind}"
    for verdict in judge_all(text, OFFICIAL, listed):
        if verdict.is_official and verdict.kind is Kind.DOMAIN:
            assert verdict.name == "token.im" or verdict.name.endswith(".token.im") or verdict.reason == "repository"


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=80))
def test_no_text_breaks_it_and_nothing_shown_can_be_tapped(text: str) -> None:
    for verdict in judge_all(text, OFFICIAL, listed):
        assert verdict.reason in REASONS
        shown = defanged(verdict)
        assert len(shown) <= 60
        if not verdict.is_official:
            assert not re.search(r"[\w-]\.[a-z]{2}|://|@\w", shown)


STYLES = ["MATHEMATICAL BOLD SMALL", "MATHEMATICAL SANS-SERIF SMALL", "FULLWIDTH LATIN SMALL LETTER", "DOUBLE-STRUCK"]


@pytest.mark.parametrize("style", STYLES)
def test_styled_letters_are_read_as_a_browser_reads_them(style: str) -> None:
    pattern = f"{style} {{}}" if style != "DOUBLE-STRUCK" else "MATHEMATICAL DOUBLE-STRUCK SMALL {}"
    styled = "".join(unicodedata.lookup(pattern.format(c.upper())) if c.isalpha() else c for c in "token.im")

    assert ruling(styled) == ("official", "host")
    assert ruling("http" + "://" + styled + ".evil.com") == ("look_alike", "inside")


def test_found_names_keep_their_spelling_and_their_place() -> None:
    text = "他发来 ｔｏｋｅп．ｉｍ 和 support＠token.im"

    first, second = find(text)
    assert (first.raw, first.kind) == ("ｔｏｋｅп．ｉｍ", Kind.DOMAIN)
    assert text[second.start : second.end] == second.raw == "support＠token.im"


@pytest.mark.parametrize(
    "text",
    [
        "我的usdt在etherscan.io显示成功，但是钱包没有",
        "check on tronscan.org please",
        "I withdrew from binance.com yesterday",
        "swapped on uniswap.org, failed",
        "转了 0.05eth.一直没到",
        "app version 1.5.3 crashed on iPhone 13",
        "版本2.14.0.打不开",
        "my hash is 0xdAC17F958D2ee523a2206206994597C13D831ec7",
        "I sent 13800000000 SHIB",
        "报警打110还是96110",
        "call 911?",
        "i use imtoken.my usdt is gone",
        "我用imtoken。app打不开",
        "node.js error",
        "我转了1000.00u.还没到",
        "the fee is 0.0021 ETH.is it ok",
        "my email is bob@gmail.com",
        "区块 21345678 了还没确认",
        "nonce 12.tx stuck",
        "客服你好，我转了0.0512345678 ETH",
        "dear support, on 2026-11-22 08:30 I sent 1234567.891 TRX",
        "我的手机号13812345678",
    ],
)
@pytest.mark.parametrize("intent", ["transfer_pending", "transfer_failed", "balance_mismatch"])
def test_names_in_passing_are_left_alone(text: str, intent: str) -> None:
    assert notice(text.strip(), intent, OFFICIAL, listed) == ()


@pytest.mark.parametrize(
    ("text", "intent", "keys"),
    [
        ("我在imtoken-android.com下载的，转账失败", "transfer_failed", ["official.brand"]),
        ("signed on claim-airdrop.xyz and it is pending", "transfer_pending", ["official.listed"]),
        ("support.token.im 是官方的吗", "phishing_report", ["official.host"]),
        ("客服说打 400-888-1234", "assets_stolen", ["official.phone"]),
        ("the support agent called from +1 838 555 0142", "assets_stolen", ["official.phone"]),
        ("is @imToken_helper real", "phishing_report", ["official.handle"]),
        ("is etherscan.io genuine", "security_advice", ["official.service"]),
        ("is uniswap.org safe", "approval_risk", ["official.service"]),
        ("i used uniswap.org, then tried it once more, is my wallet safe now? it holds all i own", "approval_risk", []),
        ("etherscan.io", "transfer_pending", ["official.service"]),
        ("gasback-eth.xyz", "dapp_connection", ["official.site"]),
        ("dapps-rectify.org", "dapp_connection", ["official.lure"]),
        ("i swapped on dapps-rectify.org last week", "fee_question", ["official.lure"]),
        ("the site gasback-eth.xyz tells me to connect and sign", "fee_question", ["official.site"]),
        ("网站 gasback-eth.xyz 让我授权，正常吗", "approval_risk", ["official.site"]),
        ("I installed imToken2.apk from mediafire and imported my words", "restore_failed", ["official.file"]),
        ("装了网盘里的 wallet.apk", "app_problem", ["official.file"]),
        ("the photo.zip of my cat", "app_problem", []),
        ("got this link: gasback-eth dot xyz", "phishing_report", ["official.site"]),
        ("my phone is 13812345678, call me", "contact_support", []),
        ("does your Telegram group have admins", "contact_support", ["official.telegram"]),
        ("is t.me/imtoken_help your official Telegram group", "contact_support", ["official.telegram"]),
        ("our Telegram group is talking about gas", "security_advice", []),
    ],
)
def test_names_that_matter_get_a_word(text: str, intent: str, keys: list[str]) -> None:
    assert [remark.key for remark in notice(text, intent, OFFICIAL, listed)] == keys


def test_an_official_name_alone_is_answer_enough_but_not_in_a_long_story() -> None:
    (short,) = notice("is token.im official?", "phishing_report", OFFICIAL, listed)
    (long,) = notice(
        "is token.im official? " + "my friend lost everything there " * 4, "phishing_report", OFFICIAL, listed
    )
    (false,) = notice("is tokenim.com official?", "phishing_report", OFFICIAL, listed)

    assert (short.enough, short.topic) == (True, "phishing_report")
    assert (long.enough, long.topic) == (False, None)
    assert (false.enough, false.topic) == (False, "phishing_report")


@pytest.mark.parametrize(
    ("text", "enough", "leads"),
    [
        ("gasback-eth.xyz", True, True),
        ("imtoken.pm", True, True),
        ("etherscan.io", True, False),
        ("token.im", True, False),
        ("i typed my phrase at dapps-rectify.org", False, True),
        ("i read about dapps-rectify.org", False, False),
        ("the site gasback-eth.xyz tells me to connect", False, False),
    ],
)
def test_a_name_alone_and_a_bad_site_that_wants_something_lead_to_their_topic(
    text: str, enough: bool, leads: bool
) -> None:
    (remark,) = notice(text, "dapp_connection", OFFICIAL, listed)

    assert (remark.enough, remark.leads) == (enough, leads)


@pytest.mark.parametrize(
    ("text", "owner"),
    [("support@token.im.help@gmail.com", "gmail.com"), ("a@b@support@token-im.com", "token-im.com")],
)
def test_a_mail_address_is_judged_by_what_stands_behind_its_last_at(text: str, owner: str) -> None:
    verdict = judge(text, OFFICIAL, listed)

    assert (verdict.kind, verdict.ruling, verdict.owner) == (Kind.EMAIL, Ruling.LOOK_ALIKE, owner)


def test_no_text_of_a_verdict_says_the_name_and_the_domain_that_decides_where_both_are_one() -> None:
    from walletdesk.content.loader import gather

    catalogue = gather(Path(__file__).parents[2])[0].catalogue
    for name in ("imtoken.com", "token.io", "mytoken.im"):
        verdict = judge(name, OFFICIAL, listed)
        for language in ("zh-Hans", "en"):
            said = catalogue.say(f"official.{verdict.reason}", language, facts_of(verdict))
            assert said.count(name.replace(".", "[.]")) == 1


def test_at_most_three_names_get_a_word_and_each_once() -> None:
    text = "imtoken.pm imtoken.pm imtoken.cc imtoken.vip imtoken.top which one"

    assert [remark.facts["name"] for remark in notice(text, "phishing_report", OFFICIAL, listed)] == [
        "imtoken[.]pm",
        "imtoken[.]cc",
        "imtoken[.]vip",
    ]


def test_what_is_shown_of_a_long_name_is_its_deciding_end_and_of_a_number_its_start() -> None:
    long = judge("https://" + "token.im." * 20 + "evil.com", OFFICIAL, listed)

    assert defanged(long).startswith("…")
    assert defanged(long).endswith("evil[.]com")
    assert len(defanged(long)) == 60
    assert defanged(Verdict(Kind.PHONE, "+8613812345678", Ruling.NEVER_OFFICIAL, "phone")) == "+861…"
    assert facts_of(judge("tokeп.im", OFFICIAL, listed))["detail"] == "п (U+043F)"


def test_another_wallet_is_served_by_its_profile_alone() -> None:
    other = Official(hosts=("acme.example",), brands=("AcmeWallet",))

    assert judge("shop.acme.example", other, listed).is_official
    assert judge("acme-wallet.com", other, listed).reason == "brand"
    assert judge("acrnewallet.com", other, listed).reason == "digits"
    assert not judge("token.im", other, listed).is_official
    assert judge("im.token.app", other, listed).ruling is Ruling.UNKNOWN
