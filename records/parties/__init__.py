"""Who takes part: organisations with their books and capital, persons with their offices."""
