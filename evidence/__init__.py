"""What is handed to others 取证: a sheet of one obligation, and a pack of all it rests on. Pure: facts to bytes."""
