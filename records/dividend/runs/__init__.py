"""A distribution as people move it: drafted, computed, reviewed, posted up, voted, booked, paid."""
