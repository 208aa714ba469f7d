"""The frame of the window: places, menus, keys, the notice bar and the status line."""
