"""What a browser does when somebody comes in: it asks this computer only, and our headers stop nothing of ours."""

from pathlib import Path

import pytest

from tests.browser.meeting import come_in

PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
# On a deep link Streamlit's front end first looks for its server beside the page, then at the root.
LOOKED_FOR_BESIDE_THE_PAGE = ("/_stcore/health", "/_stcore/host-config")

WAIT_FOR_A_REFUSED_PICTURE = """() => new Promise(refused => {
    document.addEventListener('securitypolicyviolation', event => refused(event.blockedURI))
    document.body.appendChild(new Image()).src = 'https://elsewhere.example/picture.png'
})"""
LOADED_FONTS = """() => document.fonts.ready.then(() =>
    [...document.fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('"', '')))"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_this_computer_only_and_nothing_of_ours_is_stopped(name, page, server, heard):
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    come_in(page, server, "" if name == "welcome" else name)
    home = server.address.removeprefix("http://")
    elsewhere = [url for url in heard["requests"] if not url.startswith((server.address, "data:", "blob:"))]
    assert elsewhere == []
    assert sockets and all(url.startswith(f"ws://{home}/") for url in sockets)
    assert [url for _, url in heard["refused"] if not url.endswith(LOOKED_FOR_BESIDE_THE_PAGE)] == []
    assert [said for said in heard["complaints"] if "Failed to load resource" not in said] == []


def test_the_letters_are_ours(page, server):
    come_in(page, server)
    assert "Atkinson Hyperlegible" in page.evaluate(LOADED_FONTS)


def test_a_picture_from_elsewhere_is_stopped_before_it_is_asked_for(page, server):
    come_in(page, server)
    with page.expect_event("requestfailed") as stopped:
        assert "elsewhere.example" in page.evaluate(WAIT_FOR_A_REFUSED_PICTURE)
    assert stopped.value.failure == "csp"


def test_a_page_that_is_open_does_not_keep_the_server_from_ending(page, a_server, tmp_path):
    store = tmp_path / "ours.duckdb"
    served = a_server(tmp_path / "stores", "--port", "0", "--store", str(store)).wait_until_it_answers()
    come_in(page, served)
    assert served.end() == 0
    assert served.complaints == ""
    assert not store.with_name("ours.duckdb.wal").exists()


def test_a_name_of_a_page_we_do_not_have_still_shows_the_house(page, server):
    page.goto(f"{server.address}/nowhere")
    page.get_by_role("heading", level=1).first.wait_for()
