"""Real faces with known movement: a person's neutral and smiling photographs as a video.

`sitter` measures and aligns the two pictures (with `matte` and `lip_line`), `canvas` lays them on
one board, `ageing` adds signs of age, `field` and `relief` move the board with face and head,
`dressing` (with `eyes`) is the board in a frame, `mouth` what shows between the lips, `lens` the
way from pixels to the board; `phantom` joins them, and `draw` describes sets of videos.
"""
