"""The web application: ``streamlit run app.py``."""

import streamlit as st

from assistant.ui.navigation import public_pages

st.set_page_config(page_title="Assistant documentaire", layout="centered")
st.navigation(public_pages(), position="top").run()
