"""The main job: from a recording to an ``Analysis``. Imports all of core below it."""
