"""What surrounds the code: building artefacts, the local stack, the demonstration."""
