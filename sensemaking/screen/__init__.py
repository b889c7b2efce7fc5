"""What people see: the frame round every page, how things are asked for, and how they are shown."""
