"""Logging in and out, and what is said to somebody who may not see a page.

Who somebody is decides `dashboard.access`; a browser keeps the token of a session in a cookie, so
that a link that is opened anew needs no password.
"""

from typing import NoReturn

import streamlit as st

from dashboard import access
from dashboard.components.language import _
from sync.home import Home
from sync.settings import Settings

COOKIE = """
<script>
document.cookie = "{name}={token}; path=/; SameSite=Strict; max-age={seconds}"
  + (location.protocol === "https:" ? "; Secure" : "");
</script>
"""


def ask(needed: access.LogInNeeded) -> NoReturn:
    """The form by which somebody logs in, or why nobody can; ends the page."""
    if needed.is_closed:
        st.warning(
            _(
                "This dashboard has no user yet, so it opens at its own machine alone. "
                "`syncline user add` makes the first."
            ),
            icon=":material/lock:",
        )
    elif needed.stranger:
        st.warning(
            _("{name} is no user of this dashboard: let an administrator add this e-mail.",
              name=needed.stranger),
            icon=":material/person_off:",
        )  # fmt: skip
        st.button(_("Log out"), on_click=st.logout)
    else:
        _draw_form()
    st.stop()


def no_access() -> NoReturn:
    """Said where there may well be data, but not for this account; ends the page."""
    st.warning(
        _(
            "**No access.** There may be data, but your account does not reach it. Ask an "
            "administrator if you need it."
        ),
        icon=":material/lock:",
    )
    st.stop()


def keep_cookie() -> None:
    """Let the browser keep the token of this session, or forget the one that has ended."""
    token = st.session_state.get(access.TOKEN)
    if token is None or token == st.context.cookies.get(access.COOKIE, ""):
        return
    seconds = Settings().session_hours * 3600 if token else 0
    script = COOKIE.format(name=access.COOKIE, token=token, seconds=seconds)
    st.html(script, unsafe_allow_javascript=True)


def show_reader(home: Home, reader: access.Reader) -> None:
    """Who is logged in, with the way out."""
    if reader.name is None:
        return
    st.menu_button(
        reader.name,
        ["log_out"],
        format_func=lambda _option: _("Log out"),
        key="account_menu",
        on_click=access.log_out,
        args=(home,),
        type="tertiary",
        icon=":material/account_circle:",
    )


def _draw_form() -> None:
    home = Settings().place()
    with st.form("log_in", width=420):
        name = st.text_input(_("User"), key="user", autocomplete="username")
        password = st.text_input(
            _("Password"), key="password", type="password", autocomplete="current-password"
        )
        is_sent = st.form_submit_button(_("Log in"), type="primary", icon=":material/login:")
    if access.is_offered():
        st.button(_("Log in with your organisation's account"), on_click=st.login)
    if not is_sent:
        return
    try:
        access.log_in(home, name.strip(), password)
    except access.NotLoggedIn:
        st.error(
            _("The name or the password is wrong, or the account is locked for a while."),
            icon=":material/error:",
        )
        return
    st.rerun()
