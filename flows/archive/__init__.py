"""The archive itself 存档: verified against database and chain, copied out for others, repaired after a loss."""
