"""What a group does: one verb per file, named as its page. Who may do it is asked here."""
