"""listen."""
import streamlit as st
from sensemaking.screen import show, where
here = where.here()
st.title("listen")
show.stack(here, "listen.stack")
