"""Pages people open in a browser: the simulator; notices and the board come with later issues."""
