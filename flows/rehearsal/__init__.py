"""The calendar played over what is stored 演练: what would be told to whom, when. Nothing is sent or written."""
