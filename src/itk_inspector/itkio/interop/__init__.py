"""Images as other libraries hold them; none of these is ever imported here."""
