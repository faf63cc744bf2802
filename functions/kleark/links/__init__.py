"""Whether the addresses in a configuration still lead somewhere: who may be asked, how, and what an answer means."""
