"""Welcome."""
import streamlit as st
from sensemaking.screen import show, where
here = where.here()
st.title("Welcome")
show.stack(here, "welcome.stack")
