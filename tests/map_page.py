"""The map by itself on a page, as a script that Streamlit runs."""

from sensemaking.screen import drawn_map, where

where.arrive()
here = where.here()
drawn_map.shown(here, here.focus.cycle)
