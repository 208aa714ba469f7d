"""Re-enactment of rated people: how much someone's face moved, on another person's photographs.

A row of the PARK table says how much seven signals of a face varied in a smile exercise, and how a
clinician rated that face. Here someone photographed does the same exercise with movements of that
size. No picture of the rated person is used, or exists here.

`deal` gives every row a photographed person, scene and camera, none of which knows the rating;
`channels` says what may move and when, `expected` which signals that makes, `solve` how much of
each channel a row needs; `measure` films and measures; `job` does all rows, and `match` says how
well the measured signals follow the table.
"""
