"""notice."""
import streamlit as st
from sensemaking.screen import show, where
here = where.here()
st.title("notice")
show.stack(here, "notice.stack")
