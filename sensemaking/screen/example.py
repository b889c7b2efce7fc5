"""What is the example, and whose words are in it? Said once, on its first page."""

from sensemaking.practice import stores
from sensemaking.practice.here import Here
from sensemaking.screen import show

HEADING = "About this example"
ABOUT = """The comments are real: patients' own words about one NHS trust, from June 2021 to May 2022, with the
names of people and places masked or replaced by made-up ones. The cycles, the experiments, the readings, one
question and one measure around them are invented, to show what this tool is for. They say nothing about a real
trust. One gathering is real as well: 26 young people in London said what would help them to scrutinise policing, in
July 2022. It is remembered at the widest place of the example, and belongs to nobody in it."""
ATTRIBUTION = """Comments: Patient Experience Qualitative Data Categorisation project, Nottinghamshire Healthcare
NHS FT / The Strategy Unit / NHS England, under the MIT licence."""
GATHERING = """Gathering: Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed
under CC BY 4.0 with Attribution to The Computational Democracy Project. The data and more information about how the
data was collected can be found at the following link(s):
https://compdemocracy.org/case-studies/2022-london-youth-policing"""


def about(here: Here) -> None:
    """Where the example's words come from and what in it is invented; nothing in any other store."""
    if here.focus.store == stores.EXAMPLE:
        show.words(
            ("heading", HEADING),
            ("text", ABOUT),
            ("quiet", ATTRIBUTION),
            ("quiet", GATHERING),
            key="example.about",
        )
